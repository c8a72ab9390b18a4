// The four tables as entities of Oxyde.
import 'reflect-metadata';
import { BelongsTo, Column, CreatedAt, HasMany, Id, ManyToMany } from '../dist/esm/lib/index.js';
import { decorate } from './decorate.mjs';

export class User {}
export class Post {}
export class Tag {}
export class PostTag {}

decorate(User, 'users', {
  id: Id(),
  name: Column.string({ maxLength: 255 }),
  email: Column.string({ maxLength: 255, unique: true }),
  age: Column.int(),
  isActive: Column.boolean(),
  createdAt: CreatedAt(),
  posts: HasMany(() => Post, 'user'),
});

decorate(Post, 'posts', {
  id: Id(),
  user: BelongsTo(() => User, 'userId', { onDelete: 'cascade' }),
  title: Column.string({ maxLength: 255 }),
  content: Column.text(),
  views: Column.int(),
  createdAt: CreatedAt(),
  tags: ManyToMany(() => Tag, { through: () => PostTag }),
});

decorate(Tag, 'tags', { id: Id(), name: Column.string({ maxLength: 255, unique: true }) });

decorate(PostTag, 'post_tags', {
  id: Id(),
  post: BelongsTo(() => Post, 'postId', { onDelete: 'cascade' }),
  tag: BelongsTo(() => Tag, 'tagId', { onDelete: 'cascade' }),
});
