// A post, with its author, comments and tags.
import { BelongsTo, Column, CreatedAt, Entity, Generated, HasDefault, HasMany, Id, Many, ManyToMany, One, UpdatedAt } from 'oxyde';
import { Comment } from '../comments/comment.entity.js';
import { PostTag } from '../tags/post-tag.entity.js';
import { Tag } from '../tags/tag.entity.js';
import { User } from '../users/user.entity.js';

export enum PostStatus {
  Draft = 'draft',
  Published = 'published',
}

@Entity({ table: 'posts', indexes: [{ on: ['status', 'createdAt'] }], checks: { views_not_negative: 'views >= 0' } })
export class Post {
  @Id() id!: Generated<number>;
  @Column.string({ minLength: 3, maxLength: 200 }) title!: string;
  @Column.text({ nullable: true }) summary!: string | null;
  @Column.text() body!: string;
  @Column.int({ min: 0, default: 0 }) views!: HasDefault<number>;
  @Column.enum(PostStatus, { default: PostStatus.Draft }) status!: HasDefault<PostStatus>;
  @Column.timestamp({ nullable: true }) publishedAt!: Date | null;
  authorId!: number;
  @BelongsTo(() => User, 'authorId', { onDelete: 'restrict' }) author!: One<User>;
  @HasMany(() => Comment, 'post') comments!: Many<Comment>;
  @ManyToMany(() => Tag, { through: () => PostTag }) tags!: Many<Tag>;
  @CreatedAt() createdAt!: Generated<Date>;
  @UpdatedAt() updatedAt!: Generated<Date>;
}
