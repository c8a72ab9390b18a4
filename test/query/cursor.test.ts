// Keyset pages and chunks on every database: each row once, forwards and backwards, NULLs included.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InvalidQueryError } from '../../lib/error/invalid-query-error.js';
import { InvalidValueError } from '../../lib/error/invalid-value-error.js';
import { count } from '../../lib/expression/aggregates.js';
import type { QueryBuilder } from '../../lib/query/query-builder.js';
import type { CursorPage } from '../../lib/query/types/specs.js';
import { openBlog, type OpenBlog } from '../support/blog-data.js';
import { Post } from '../support/blog-entities.js';
import { lambda } from '../support/planned.js';
import { describeEachDialect } from '../support/test-database.js';

type Identified = { readonly id: unknown };
const idsOf = (rows: readonly unknown[]): unknown[] => (rows as Identified[]).map(({ id }) => id);

describeEachDialect('cursor', (_dialect, url) => {
  let blog: OpenBlog;
  beforeAll(async () => {
    blog = await openBlog(url());
  });
  afterAll(() => blog.close());
  const posts = (): QueryBuilder => blog.from(blog.post);

  async function forwards(query: QueryBuilder, size: number): Promise<CursorPage<unknown>[]> {
    const pages = [await query.cursor({ size })];
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await query.cursor({ after: next, size }));
    return pages;
  }

  test.each<[string, readonly unknown[]]>([
    ['by key', []],
    ['descending', ['-views']],
    ['by a column with NULL', ['summary']],
    ['by a column with NULL, descending', ['-summary']],
    ['NULL first', [lambda((p) => (p['summary'] as unknown as { asc(o: unknown): unknown }).asc({ nulls: 'first' }))]],
    ['by a path and a decimal', ['author.name', '-price']],
    ['by an instant', ['-createdAt']],
    ['by an expression', [lambda((p) => p['views']?.['minus']?.(p['likes']))]],
  ])('gives each row once %s, and back again', async (_name, orders) => {
    const query = orders.length > 0 ? posts().orderBy(...orders) : posts();
    const expected = idsOf(await (orders.length > 0 ? query.orderBy(...orders, 'id') : query.orderBy('id')).all());
    for (const size of [1, 2, 3, 4, 5]) {
      const pages = await forwards(query, size);
      expect(pages.flatMap(({ items }) => idsOf(items))).toEqual(expected);
      expect(pages[0]?.previous).toBeNull();
      const back: unknown[] = [];
      for (let before = pages.at(-1)?.previous; before;) {
        const page = await query.cursor({ before, size });
        back.unshift(...idsOf(page.items));
        before = page.previous;
      }
      expect([...back, ...idsOf(pages.at(-1)?.items ?? [])]).toEqual(expected);
    }
  });

  test('rows stay as they are, with what is loaded and annotated', async () => {
    const page = await posts()
      .join({ author: true })
      .prefetch({ comments: true })
      .annotate(lambda((p) => ({ n: count(p['comments']) })) as (row: unknown) => unknown)
      .orderBy('-n')
      .cursor({ size: 1 });
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).toBeInstanceOf(Post);
    expect(Object.keys(page.items[0] as object)).not.toContain('key0');
    expect(page.items[0]).toMatchObject({ id: 1, n: 3, author: { name: 'Ada' }, comments: [{}, {}, {}] });
  });

  test('pages of groups', async () => {
    const groups = posts()
      .groupBy('status')
      .aggregate(lambda(() => ({ n: count() })) as (row: unknown) => unknown)
      .orderBy('-n');
    const first = await groups.cursor({ size: 1 });
    expect(first.items).toEqual([{ status: 'published', n: 3 }]);
    expect((await groups.cursor({ size: 1, after: first.next })).items).toEqual([{ status: 'draft', n: 1 }]);
  });

  test('a token belongs to its query and order', async () => {
    const { next } = await posts().orderBy('title').cursor({ size: 1 });
    await expect(posts().orderBy('-title').cursor({ after: next, size: 1 })).rejects.toThrow(InvalidValueError);
    await expect(blog.from(blog.user).cursor({ after: next, size: 1 })).rejects.toThrow(InvalidValueError);
    for (const after of ['', 'x', 'bnVsbA', Buffer.from('["x",1]').toString('base64url'), 5 as never]) {
      await expect(posts().orderBy('title').cursor({ after, size: 1 })).rejects.toThrow(InvalidValueError);
    }
    const forged = JSON.parse(Buffer.from(next ?? '', 'base64url').toString()) as unknown[];
    forged[1] = { $ne: null };
    await expect(
      posts()
        .orderBy('title')
        .cursor({ after: Buffer.from(JSON.stringify(forged)).toString('base64url'), size: 1 }),
    ).rejects.toThrow(InvalidValueError);
  });

  test('refuses what has no place to begin from', async () => {
    await expect(posts().limit(3).cursor({ size: 1 })).rejects.toThrow(InvalidQueryError);
    await expect(posts().valuesList('id').cursor({ size: 1 })).rejects.toThrow(InvalidQueryError);
    await expect(posts().cursor({ size: 0 })).rejects.toThrow(InvalidValueError);
    await expect(posts().cursor({ size: 1, after: 'a', before: 'b' })).rejects.toThrow(InvalidQueryError);
  });

  test('chunks come one after another, with what is prefetched', async () => {
    const chunks: unknown[][] = [];
    for await (const chunk of posts().prefetch({ comments: true }).orderBy('-id').chunked(3)) chunks.push(chunk);
    expect(chunks.map(idsOf)).toEqual([[4, 3, 2], [1]]);
    expect(chunks[1]?.[0]).toMatchObject({ comments: [{}, {}, {}] });
    for await (const chunk of posts().filter({ id: 99 }).chunked(3)) expect(chunk).toBe('never');
  });
});
