// A small blog in a database: the rows that tests of queries look for.
import { Database } from '../../lib/engine/database.js';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import type { Executor } from '../../lib/query/executor.js';
import { initialState } from '../../lib/query/initial-state.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import { Transactions } from '../../lib/transaction/transactions.js';
import { createBlog, type Blog } from './blog-entities.js';

export interface OpenBlog extends Blog {
  readonly executor: Executor;
  /** A query of all rows of an entity. */
  from(entity: EntityMetadata): QueryBuilder;
  close(): Promise<void>;
}

/** Opens a database, creates the tables and fills them. */
export async function openBlog(url: string): Promise<OpenBlog> {
  const blog = createBlog();
  const database = new Database({ url });
  const { executor } = new Transactions(database.engine, () => undefined);
  await database.createTables(executor, blog.all);
  await fill(executor, blog);
  const from = (entity: EntityMetadata): QueryBuilder => new QueryBuilder(executor, initialState(entity));
  return { ...blog, executor, from, close: () => database.close() };
}

export const day = (number: number): Date => new Date(Date.UTC(2024, 0, number, 12));

async function fill(executor: Executor, { company, user, post, comment, tag, postTag, sample, seat, ticket }: Blog): Promise<void> {
  const add = (entity: EntityMetadata, properties: readonly string[], rows: readonly (readonly unknown[])[]): Promise<object[]> =>
    executor.insert({ entity, properties, rows });
  await add(
    company,
    ['id', 'name', 'city'],
    [
      [1, 'Acme', 'Bonn'],
      [2, 'Bolt', null],
    ],
  );
  await add(
    user,
    ['id', 'name', 'email', 'role', 'active', 'companyId', 'bossId'],
    [
      [1, 'Ada', 'ada@x', 'admin', true, 1, null],
      [2, 'Bob', 'bob@x', 'reader', true, 1, 1],
      [3, 'Cy', 'cy@x', 'reader', false, 2, 1],
    ],
  );
  const postColumns = ['id', 'title', 'summary', 'views', 'likes', 'status', 'price', 'meta', 'editToken', 'keywords', 'authorId'];
  await add(
    post,
    [...postColumns, 'editorId', 'createdAt', 'updatedAt', 'version'],
    [
      [
        1,
        'Alpha',
        'first',
        10,
        3,
        'published',
        '1.50',
        { lang: 'de', tags: ['a', 'b'], deep: { n: 5 } },
        's1',
        ['x', 'y'],
        1,
        2,
        day(1),
        day(1),
        1,
      ],
      [2, 'Beta', null, 20, 15, 'draft', '2.00', { lang: 'en', flag: true }, 's2', [], 1, null, day(2), day(2), 1],
      [3, '100% sure_', 'third', 30, 10, 'published', '10.00', { lang: null }, 's3', ['y', 'z'], 2, 3, day(3), day(3), 1],
      [4, 'alpha two', 'Alpha', 40, 40, 'published', '3.25', {}, 's4', ['x'], 3, 3, day(40), day(40), 1],
    ],
  );
  await add(
    comment,
    ['id', 'text', 'hidden', 'rating', 'postId', 'authorId', 'createdAt'],
    [
      [1, 'one', false, 5, 1, 2, day(1)],
      [2, 'two', true, null, 1, 3, day(2)],
      [3, 'three', false, 2, 1, 2, day(3)],
      [4, 'four', false, 4, 2, 1, day(4)],
      [5, 'five', true, 1, 3, 1, day(5)],
    ],
  );
  await add(
    tag,
    ['id', 'name'],
    [
      [1, 'sql'],
      [2, 'rust'],
      [3, 'unused'],
    ],
  );
  await add(
    postTag,
    ['postId', 'tagId'],
    [
      [1, 1],
      [1, 2],
      [2, 1],
      [3, 2],
    ],
  );
  await add(
    seat,
    ['hall', 'number', 'name'],
    [
      [1, 1, 'front'],
      [1, 2, 'back'],
      [2, 1, 'balcony'],
    ],
  );
  await add(
    ticket,
    ['id', 'hall', 'seat'],
    [
      ['a', 1, 1],
      ['b', 1, 2],
      ['c', 2, 1],
      ['d', 2, 1],
      ['e', null, null],
    ],
  );
  await fillSamples(executor, sample);
}

async function fillSamples(executor: Executor, sample: EntityMetadata): Promise<void> {
  const properties = sample.columns.map(({ property }) => property);
  const full = {
    id: 1,
    word: 'Word',
    prose: 'some prose',
    big: 2n ** 60n,
    ratio: 0.5,
    amount: '12.50',
    flag: true,
    code: '0190f5c2-0000-7000-8000-00000000000a',
    day: '2024-02-29',
    hour: '23:30:00',
    moment: new Date('2024-12-30T23:30:00.250Z'),
    local: '2024-02-29T10:00:00',
    span: 1_500,
    bytes: Uint8Array.of(1, 2),
    data: { a: { b: [1, { c: 'x' }] }, n: null, t: true },
    words: ['a', 'b'],
    numbers: [1, 2, 3],
    level: 1,
  };
  const other = {
    ...full,
    id: 2,
    word: 'other',
    big: -5n,
    ratio: 2.5,
    amount: '3.00',
    flag: false,
    code: '0190f5c2-0000-7000-8000-00000000000b',
    day: '2023-01-01',
    hour: '01:00:00',
    moment: new Date('2023-01-01T00:00:00Z'),
    local: '2023-05-06T07:08:09',
    span: 10,
    bytes: Uint8Array.of(9),
    data: { a: 1 },
    words: [],
    numbers: [3],
    level: 2,
  };
  const rows = [full, other].map((row) => properties.map((property) => row[property as keyof typeof row]));
  await executor.insert({ entity: sample, properties, rows: [...rows, properties.map((property) => (property === 'id' ? 3 : null))] });
}
