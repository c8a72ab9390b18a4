// A tag, which many posts may have.
import { Column, Entity, Generated, Id, Many, ManyToMany } from 'oxyde';
import { Post } from '../posts/post.entity.js';
import { PostTag } from './post-tag.entity.js';

@Entity({ table: 'tags' })
export class Tag {
  @Id() id!: Generated<number>;
  @Column.string({ minLength: 1, maxLength: 50, unique: true }) name!: string;
  @ManyToMany(() => Post, { through: () => PostTag }) posts!: Many<Post>;
}
