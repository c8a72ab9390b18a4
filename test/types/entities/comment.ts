// Comments, for the tests of types.
import { BelongsTo, Column, CreatedAt, Entity, Id, type Generated, type HasDefault, type One } from 'oxyde';
import { Post } from './post.js';
import { User } from './user.js';

@Entity()
export class Comment {
  @Id() id!: Generated<number>;
  @Column.text() text!: string;
  @Column.boolean({ default: false }) hidden!: HasDefault<boolean>;
  @Column.int({ nullable: true }) rating!: number | null;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  authorId!: number;
  @BelongsTo(() => User, 'authorId') author!: One<User>;
  @CreatedAt() createdAt!: Generated<Date>;
}
