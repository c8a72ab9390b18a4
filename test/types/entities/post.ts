// Posts, for the tests of types: one column of each kind, brands, relations of all sorts.
import {
  BelongsTo,
  Column,
  CreatedAt,
  Entity,
  HasMany,
  Id,
  ManyToMany,
  UpdatedAt,
  Version,
  Decimal,
  Generated,
  HasDefault,
  Hidden,
  Many,
  One,
} from 'oxyde';
import { Comment } from './comment.js';
import { PostTag, Tag } from './tag.js';
import { User } from './user.js';

export enum PostStatus {
  Draft = 'draft',
  Published = 'published',
}
export interface Meta {
  readonly lang: string;
  readonly words?: number;
}

@Entity({ table: 'posts', indexes: [{ on: ['authorId', 'createdAt'] }], checks: { views_positive: 'views >= 0' } })
export class Post {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 200 }) title!: string;
  @Column.text({ nullable: true }) summary!: string | null;
  @Column.int({ min: 0, default: 0 }) views!: HasDefault<number>;
  @Column.int({ min: 0, default: 0 }) likes!: HasDefault<number>;
  @Column.enum(PostStatus, { default: PostStatus.Draft }) status!: HasDefault<PostStatus>;
  @Column.decimal({ precision: 10, scale: 2 }) price!: Decimal;
  @Column.json<Meta>() meta!: Meta;
  @Column.json<Record<string, unknown>>() extra!: Record<string, unknown>;
  @Column.string({ hidden: true }) editToken!: Hidden<string>;
  @Column.array('string', { maxLength: 50 }) keywords!: string[];
  authorId!: number;
  @BelongsTo(() => User, 'authorId', { onDelete: 'cascade' }) author!: One<User>;
  editorId!: number | null;
  @BelongsTo(() => User, 'editorId', { nullable: true }) editor!: One<User> | null;
  @HasMany(() => Comment, 'post') comments!: Many<Comment>;
  @ManyToMany(() => Tag, { through: () => PostTag }) tags!: Many<Tag>;
  @CreatedAt() createdAt!: Generated<Date>;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
  slugify(): void {}
}
