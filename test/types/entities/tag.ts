// Tags and their through entity, for the tests of types.
import { BelongsTo, Column, Entity, Id, ManyToMany, type Generated, type Many, type One } from 'oxyde';
import { Post } from './post.js';

@Entity()
export class Tag {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @ManyToMany(() => Post, { through: () => PostTag }) posts!: Many<Post>;
}

@Entity()
export class PostTag {
  @Id() id!: Generated<number>;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  tagId!: number;
  @BelongsTo(() => Tag, 'tagId') tag!: One<Tag>;
}
