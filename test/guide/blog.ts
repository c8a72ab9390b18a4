// The rows of the guide: the same on every database, so that what the examples give can be compared.
import type { EntityClass, Repository } from 'oxyde';
import { Category, Comment, Company, Post, PostTag, Status, Tag, User } from './model.js';

/** What examples use. */
export interface Blog {
  readonly companies: Repository<Company>;
  readonly users: Repository<User>;
  readonly categories: Repository<Category>;
  readonly posts: Repository<Post>;
  readonly comments: Repository<Comment>;
  readonly tags: Repository<Tag>;
  readonly postTags: Repository<PostTag>;
}

/** Whoever makes repositories. */
export interface RepositoryMaker {
  repository<T extends object>(entity: EntityClass<T>): Repository<T>;
}

export function blogOf(dataSource: RepositoryMaker): Blog {
  return {
    companies: dataSource.repository(Company),
    users: dataSource.repository(User),
    categories: dataSource.repository(Category),
    posts: dataSource.repository(Post),
    comments: dataSource.repository(Comment),
    tags: dataSource.repository(Tag),
    postTags: dataSource.repository(PostTag),
  };
}

/** Fills empty tables; keys count from 1. */
export async function fill({ companies, users, categories, posts, comments, tags, postTags }: Blog): Promise<void> {
  await companies.bulkCreate([{ name: 'Acme', city: 'Bonn' }, { name: 'Bolt' }]);
  for (const [name, active, companyId, bossId] of [
    ['Ada', true, 1, null],
    ['Bob', true, 1, 1],
    ['Cy', false, 2, 1],
    ['Dora', true, 2, 3],
  ] as const) {
    await users.create({ name, active, companyId, bossId });
  }
  for (const [name, parentId] of [
    ['Programming', null],
    ['Databases', 1],
    ['SQL', 2],
    ['Cooking', null],
  ] as const) {
    await categories.create({ name, parentId });
  }
  await posts.bulkCreate(postRows);
  await comments.bulkCreate(commentRows());
  await tags.bulkCreate([{ name: 'sql' }, { name: 'rust' }, { name: 'food' }, { name: 'unused' }]);
  const links = [1, 2, 2, 1, 4, 1, 5, 3, 1, 1];
  await postTags.bulkCreate(
    Array.from({ length: links.length / 2 }, (_, at) => ({ postId: links[at * 2] ?? 0, tagId: links[at * 2 + 1] ?? 0 })),
  );
}

const common = { summary: null, publishedAt: null, editorId: null, categoryId: null };
const postRows = [
  {
    ...common,
    title: 'Hello Oxyde',
    summary: 'A first look',
    status: Status.Published,
    views: 120,
    likes: 12,
    price: '1.50',
    publishedAt: new Date('2026-01-05T08:30:00Z'),
    meta: { lang: 'en', reading: { minutes: 4 } },
    keywords: ['orm', 'rust'],
    authorId: 1,
    editorId: 2,
    categoryId: 2,
  },
  {
    ...common,
    title: 'Joins explained',
    status: Status.Published,
    views: 80,
    likes: 4,
    price: '2.00',
    publishedAt: new Date('2026-02-10T12:00:00Z'),
    meta: { lang: 'en', reading: { minutes: 9 } },
    keywords: ['sql'],
    authorId: 1,
    categoryId: 3,
  },
  { ...common, title: 'Notes', status: Status.Draft, views: 0, likes: 0, price: '0.00', meta: { lang: 'de' }, keywords: [], authorId: 2 },
  {
    ...common,
    title: 'Windows in SQL',
    summary: 'Ranks and sums',
    status: Status.Published,
    views: 300,
    likes: 45,
    price: '2.50',
    publishedAt: new Date('2026-02-28T23:15:00Z'),
    meta: { lang: 'en', reading: { minutes: 12 } },
    keywords: ['sql', 'windows'],
    authorId: 2,
    editorId: 1,
    categoryId: 3,
  },
  {
    ...common,
    title: 'Pasta for programmers',
    summary: 'Al dente',
    status: Status.Published,
    views: 80,
    likes: 9,
    price: '0.99',
    publishedAt: new Date('2025-12-31T18:00:00Z'),
    meta: { lang: 'it' },
    keywords: ['food'],
    authorId: 3,
    categoryId: 4,
  },
];

interface CommentRow {
  readonly text: string;
  readonly hidden: boolean;
  readonly rating: number | null;
  readonly postId: number;
  readonly authorId: number;
  readonly writtenAt: Date;
}

function commentRows(): CommentRow[] {
  const facts = [
    ['Great start', false, 5, 1, 2],
    ['Too short', false, 2, 1, 3],
    ['Spam', true, null, 1, 4],
    ['Clear at last', false, 5, 2, 4],
    ['What of lateral?', false, 3, 4, 1],
    ['Saved my day', false, 5, 4, 3],
    ['Salt!', false, null, 5, 1],
  ] as const;
  return facts.map(([text, hidden, rating, postId, authorId], at) => ({
    text,
    hidden,
    rating,
    postId,
    authorId,
    writtenAt: new Date(Date.UTC(2026, 2, at + 1, 9)),
  }));
}
