// A comment on a post.
import { BelongsTo, Column, CreatedAt, Entity, Generated, Id, One } from 'oxyde';
import { Post } from '../posts/post.entity.js';
import { User } from '../users/user.entity.js';

@Entity({ table: 'comments' })
export class Comment {
  @Id() id!: Generated<number>;
  @Column.text({ minLength: 1, maxLength: 2_000 }) text!: string;
  postId!: number;
  @BelongsTo(() => Post, 'postId', { onDelete: 'cascade' }) post!: One<Post>;
  authorId!: number;
  @BelongsTo(() => User, 'authorId', { onDelete: 'restrict' }) author!: One<User>;
  @CreatedAt() createdAt!: Generated<Date>;
}
