// The four tables of the suite `relations` as entities of Oxyde.
import 'reflect-metadata';
import { BelongsTo, Column, HasMany, Id } from '../../dist/esm/lib/index.js';
import { decorate } from '../decorate.mjs';

export class Company {}
export class Author {}
export class Post {}
export class Comment {}

const text = () => Column.string({ maxLength: 255 });

decorate(Company, 'companies', { id: Id(), name: text(), country: text(), authors: HasMany(() => Author, 'company') });

decorate(Author, 'authors', {
  id: Id(),
  company: BelongsTo(() => Company, 'companyId', { onDelete: 'cascade' }),
  name: text(),
  email: text(),
  createdAt: Column.timestamp(),
  posts: HasMany(() => Post, 'author'),
});

decorate(Post, 'posts', {
  id: Id(),
  author: BelongsTo(() => Author, 'authorId', { onDelete: 'cascade' }),
  title: text(),
  body: Column.text(),
  views: Column.int(),
  isPublished: Column.boolean(),
  createdAt: Column.timestamp(),
  comments: HasMany(() => Comment, 'post'),
});

decorate(Comment, 'comments', {
  id: Id(),
  post: BelongsTo(() => Post, 'postId', { onDelete: 'cascade' }),
  name: text(),
  body: Column.text(),
  likes: Column.int(),
  createdAt: Column.timestamp(),
});
