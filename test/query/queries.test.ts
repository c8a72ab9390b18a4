// Queries on every database: what a filter finds, what a join and a prefetch load, what a change changes.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidQueryError } from '../../lib/error/invalid-query-error.js';
import { MultipleRowsError } from '../../lib/error/multiple-rows-error.js';
import { NotFoundError } from '../../lib/error/not-found-error.js';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import { abs, coalesce, concat, length, lower, now, round, upper } from '../../lib/expression/functions.js';
import type { QueryBuilder } from '../../lib/query/query-builder.js';
import { day, openBlog, type OpenBlog } from '../support/blog-data.js';
import { Comment, Company, Post, User } from '../support/blog-entities.js';
import { lambda, type Row } from '../support/planned.js';
import { describeEachDialect } from '../support/test-database.js';

describeEachDialect('queries', (_dialect, url) => {
  let blog: OpenBlog;
  beforeAll(async () => {
    blog = await openBlog(url());
  });
  afterAll(() => blog.close());

  const posts = (): QueryBuilder => blog.from(blog.post);
  const ids = (query: QueryBuilder): Promise<unknown[]> => query.orderBy('id').valuesList('id').all();
  const found = (filter: unknown): Promise<unknown[]> => ids(posts().filter(filter));
  const samples = (filter: unknown): Promise<unknown[]> => ids(blog.from(blog.sample).filter(filter));

  describe('filters on columns', () => {
    test.each<[string, unknown, number[]]>([
      ['a value', { status: 'draft' }, [2]],
      ['null', { summary: null }, [2]],
      ['not null', { summary: { ne: null } }, [1, 3, 4]],
      ['ne leaves NULL out', { summary: { ne: 'first' } }, [3, 4]],
      ['notIn leaves NULL out', { summary: { notIn: ['first'] } }, [3, 4]],
      ['a range', { views: { gt: 10, lte: 30 } }, [2, 3]],
      ['between', { views: { between: [20, 30] } }, [2, 3]],
      ['in', { id: { in: [1, 3, 99] } }, [1, 3]],
      ['in of nothing', { id: { in: [] } }, []],
      ['notIn of nothing', { id: { notIn: [] } }, [1, 2, 3, 4]],
      ['contains, wildcards meaning themselves', { title: { contains: '0% s' } }, [3]],
      ['an underscore meaning itself', { title: { endsWith: 'e_' } }, [3]],
      ['startsWith heeds case', { title: { startsWith: 'Alpha' } }, [1]],
      ['istartsWith does not', { title: { istartsWith: 'ALPHA' } }, [1, 4]],
      ['iexact', { title: { iexact: 'ALPHA' } }, [1]],
      ['icontains', { title: { icontains: 'ET' } }, [2]],
      ['iendsWith', { title: { iendsWith: 'TWO' } }, [4]],
      ['regex', { title: { regex: '^[0-9]+%' } }, [3]],
      ['a regular expression', { title: /^ALPHA/i }, [1, 4]],
      ['decimals as numbers', { price: { gt: '2.5' } }, [3, 4]],
      ['a decimal by its value', { price: 2 }, [2]],
      ['or', { or: [{ views: 10 }, { status: 'draft' }] }, [1, 2]],
      ['or of nothing', { or: [] }, []],
      ['not', { not: { summary: 'first' } }, [2, 3, 4]],
      ['and', { and: [{ views: { gt: 10 } }, { views: { lt: 30 } }] }, [2]],
      ['an empty filter', {}, [1, 2, 3, 4]],
    ])('%s', async (_name, filter, expected) => {
      expect(await found(filter)).toEqual(expected);
    });

    test.each<[string, unknown, number[]]>([
      ['bigint', { big: 2n ** 60n }, [1]],
      ['bigint in', { big: { in: [-5n] } }, [2]],
      ['float', { ratio: { lt: 1 } }, [1]],
      ['boolean', { flag: false }, [2]],
      ['uuid in any case', { code: '0190F5C2-0000-7000-8000-00000000000A' }, [1]],
      ['date', { day: { gte: '2024-01-01' } }, [1]],
      ['year of a date', { day: { year: 2023 } }, [2]],
      ['time', { hour: { lt: '02:00:00' } }, [2]],
      ['hour of a time', { hour: { hour: 23 } }, [1]],
      ['timestamp', { moment: { lt: new Date('2024-01-01') } }, [2]],
      ['year', { moment: { year: 2024 } }, [1]],
      ['month', { moment: { month: { gt: 6 } } }, [1]],
      ['day', { moment: { day: 30 } }, [1]],
      ['ISO week', { moment: { week: 1 } }, [1]],
      ['hour', { moment: { hour: { in: [23, 22] } } }, [1]],
      ['date of a timestamp', { moment: { date: '2024-12-30' } }, [1]],
      ['range of dates', { moment: { date: { gte: '2022-01-01', lt: '2024-01-01' } } }, [2]],
      ['local timestamp', { local: '2023-05-06T07:08:09' }, [2]],
      ['year of a local timestamp', { local: { year: 2024 } }, [1]],
      ['duration', { span: { gt: 1_000 } }, [1]],
      ['bytes', { bytes: Uint8Array.of(9) }, [2]],
      ['enum of numbers', { level: { in: [2] } }, [2]],
      ['array', { words: ['a', 'b'] }, [1]],
      ['has', { words: { has: 'b' } }, [1]],
      ['hasAny', { numbers: { hasAny: [3, 7] } }, [1, 2]],
      ['hasAll', { numbers: { hasAll: [3, 1] } }, [1]],
      ['isEmpty', { words: { isEmpty: true } }, [2]],
      ['not isEmpty', { words: { isEmpty: false } }, [1]],
      ['json', { data: { eq: { a: 1 } } }, [2]],
      ['json contains', { data: { contains: { t: true } } }, [1]],
      ['json hasKey', { data: { hasKey: 't' } }, [1]],
      ['json path', { data: { path: ['a', 'b', 1, 'c'], eq: 'x' } }, [1]],
      ['json path of a number', { data: { path: ['a'], eq: 1 } }, [2]],
      ['json path ne', { data: { path: ['a'], ne: 1 } }, [1]],
      ['json path of a boolean', { data: { path: ['t'], eq: true } }, [1]],
      ['json path null', { data: { path: ['n'], eq: null } }, [1, 2, 3]],
      ['json path contains', { data: { path: ['a'], contains: { b: [1] } } }, [1]],
      ['json path hasKey', { data: { path: ['a'], hasKey: 'b' } }, [1]],
      ['isNull', { data: { isNull: true } }, [3]],
    ])('of kind %s', async (_name, filter, expected) => {
      expect(await samples(filter)).toEqual(expected);
    });
  });

  describe('filters through relations', () => {
    test.each<[string, unknown, number[]]>([
      ['to one', { author: { name: 'Ada' } }, [1, 2]],
      ['by its key, without a join', { author: { id: 2 } }, [3]],
      ['two levels', { author: { company: { name: 'Bolt' } } }, [4]],
      ['absent', { editor: null }, [2]],
      ['columns behind an absent row are NULL', { editor: { name: null } }, [2]],
      ['notIn leaves them out', { editor: { name: { notIn: ['Bob'] } } }, [3, 4]],
      ['to many', { comments: { hidden: false } }, [1, 2]],
      ['to many, two conditions on one row', { comments: { hidden: false, rating: { gt: 4 } } }, [1]],
      ['to many, any', { comments: {} }, [1, 2, 3]],
      ['none', { comments: { none: { hidden: true } } }, [2, 4]],
      ['every', { comments: { every: { hidden: true } } }, [3, 4]],
      ['to many, then to one', { comments: { author: { company: { city: null } } } }, [1]],
      ['many to many', { tags: { name: { in: ['sql'] } } }, [1, 2]],
      ['many to many, none', { tags: { none: {} } }, [4]],
      ['not', { not: { comments: { hidden: true } } }, [2, 4]],
    ])('%s', async (_name, filter, expected) => {
      expect(await found(filter)).toEqual(expected);
    });

    test('through a key of two columns', async () => {
      const tickets = (filter: unknown) => ids(blog.from(blog.ticket).filter(filter));
      expect(await tickets({ place: { name: 'balcony' } })).toEqual(['c', 'd']);
      expect(await tickets({ place: null })).toEqual(['e']);
      const seats = blog.from(blog.seat).filter({ tickets: { id: 'd' } });
      expect(await seats.valuesList('name').all()).toEqual(['balcony']);
    });

    test.each<[string, unknown]>([
      ['a nullable column', { summary: 'first' }],
      ['ne of a nullable column', { summary: { ne: 'first' } }],
      ['a range', { editorId: { gt: 2 } }],
      ['a nullable to-one relation', { editor: { company: { city: 'Bonn' } } }],
      ['a to-many relation', { comments: { rating: { gt: 3 } } }],
      ['or', { or: [{ summary: { contains: 'i' } }, { editorId: 2 }] }],
      ['not', { not: { summary: { gt: 'a' } } }],
      ['a JSON path', { meta: { path: ['lang'], eq: 'de' } }],
    ])('filter and exclude split the table: %s', async (_name, filter) => {
      const [inside, outside] = [await found(filter), await ids(posts().exclude(filter))];
      expect([...inside, ...outside].sort()).toEqual([1, 2, 3, 4]);
    });
  });

  describe('lambdas', () => {
    test.each<[string, (row: Row) => unknown, number[]]>([
      ['arithmetic', (p) => p['views']!.gt!(p['likes']!.times!(2)), [1, 3]],
      ['or', (p) => p['views']!.eq!(10).or!(p['title']!.startsWith!('B')), [1, 2]],
      ['not', (p) => p['summary']!.eq!('first').not!(), [2, 3, 4]],
      ['a path', (p) => p['author']!['company']!['name']!.eq!('Acme'), [1, 2, 3]],
      ['two columns', (p) => p['views']!.eq!(p['likes']), [4]],
      ['text of another column', (p) => lower(p['title']).contains(lower(p['summary'])), [4]],
      ['functions', (p) => length(concat(p['title'], '-', p['author']!['name'])).gt(8), [1, 3, 4]],
      ['coalesce', (p) => coalesce(p['summary'], 'none').eq('none'), [2]],
      ['division by zero is NULL', (p) => p['views']!.dividedBy!(p['views']!.minus!(10)).isNull!(), [1]],
      ['some', (p) => p['comments']!.some!(lambda((c) => c['rating']!.gte!(4))), [1, 2]],
      ['parts of dates', (p) => p['createdAt']!.month!().eq!(2), [4]],
      ['now', (p) => p['createdAt']!.lt!(now()), [1, 2, 3, 4]],
      ['case', (p) => upper(p['title']).eq('BETA'), [2]],
      ['numbers', (p) => abs(p['views']!.minus!(25)).lt(10), [2, 3]],
      ['rounding', (p) => round(p['likes']).eq(15), [2]],
      ['a JSON path', (p) => p['meta']!.path!('deep', 'n').eq!(5), [1]],
    ])('%s', async (_name, make, expected) => {
      expect(await found(lambda(make))).toEqual(expected);
    });
  });

  describe('rows', () => {
    test('are instances without hidden columns', async () => {
      const post = (await posts().get(1)) as Post;
      expect(post).toBeInstanceOf(Post);
      expect(post).toMatchObject({ id: 1, title: 'Alpha', price: '1.50', keywords: ['x', 'y'], createdAt: day(1) });
      expect(post).not.toHaveProperty('editToken');
    });

    test('get takes a key, also one of two columns, and complains of none and of several', async () => {
      expect(await blog.from(blog.seat).get({ hall: 1, number: 2 })).toMatchObject({ name: 'back' });
      await expect(posts().get(99)).rejects.toThrow(NotFoundError);
      expect(await posts().getOrNull(99)).toBeNull();
      await expect(posts().filter({ status: 'published' }).get()).rejects.toThrow(MultipleRowsError);
    });

    test('first and last go by the key unless there is an order', async () => {
      expect(await posts().first()).toMatchObject({ id: 1 });
      expect(await posts().last()).toMatchObject({ id: 4 });
      expect(await posts().orderBy('-views').first()).toMatchObject({ id: 4 });
      expect(await posts().filter({ id: 99 }).first()).toBeNull();
    });

    test('NULL is the greatest value in every order', async () => {
      const order = async (...keys: unknown[]) =>
        await posts()
          .orderBy(...keys, 'id')
          .valuesList('id')
          .all();
      expect(await order('editorId')).toEqual([1, 3, 4, 2]);
      expect(await order('-editorId')).toEqual([2, 3, 4, 1]);
      expect(await order('editor.name')).toEqual([1, 3, 4, 2]);
      expect(await order(lambda((p) => p['editorId']!.asc!({ nulls: 'first' })))).toEqual([2, 1, 3, 4]);
    });

    test('limit, offset, count, exists, pages', async () => {
      expect(await posts().orderBy('id').offset(1).limit(2).valuesList('id').all()).toEqual([2, 3]);
      expect(await posts().orderBy('id').offset(3).valuesList('id').all()).toEqual([4]);
      expect(await posts().limit(0).all()).toEqual([]);
      expect(
        await posts()
          .filter({ author: { name: 'Ada' } })
          .count(),
      ).toBe(2);
      expect(await posts().limit(3).count()).toBe(3);
      expect(await posts().valuesList('status').distinct().count()).toBe(2);
      expect([await posts().exists(), await posts().filter({ id: 99 }).exists()]).toEqual([true, false]);
      const page = await posts().orderBy('id').paginate({ page: 2, size: 3 });
      expect(page).toMatchObject({ total: 4, page: 2, size: 3, pages: 2 });
      expect(page.items).toHaveLength(1);
    });

    test('aggregates', async () => {
      expect(await posts().sum('views')).toBe(100);
      expect(await posts().sum('price')).toBe('16.75');
      expect(await posts().avg('views')).toBe(25);
      expect([await posts().min('title'), await posts().max('createdAt')]).toEqual(['100% sure_', day(40)]);
      expect(await posts().filter({ id: 99 }).sum('views')).toBeNull();
      expect(await posts().sum(lambda((p) => p['views']!.minus!(p['likes'])))).toBe(32);
    });

    test('values are plain objects', async () => {
      expect(await posts().filter({ id: 1 }).values('id', 'editToken').all()).toEqual([{ id: 1, editToken: 's1' }]);
      const rows = await posts()
        .orderBy('id')
        .values(lambda((p) => ({ n: p['id'], by: p['author']!['name'], editor: p['editor']!['name'] })))
        .all();
      expect(rows[1]).toEqual({ n: 2, by: 'Ada', editor: null });
      expect(await posts().orderBy('status').valuesList('status').distinct().all()).toHaveLength(2);
    });

    test('a lock', async () => {
      await blog.executor.transaction(async (executor) => {
        const rows = await executor.rows({
          ...posts().filter({ id: 1 }).join({ author: true }).state,
          lock: { strength: 'update', wait: 'wait' },
        });
        expect(rows).toHaveLength(1);
      });
    });

    test('sql and explain', async () => {
      const { sql, parameters } = await posts().filter({ id: 7 }).sql();
      expect(sql).toContain('posts');
      expect(parameters).toEqual([7]);
      expect((await posts().filter({ title: 'Alpha' }).explain()).text).toContain('posts');
    });
  });

  describe('join', () => {
    test('loads to-one relations to any depth, null where there is none', async () => {
      const rows = (await posts()
        .orderBy('id')
        .join({ author: { company: true }, editor: true })
        .all()) as Record<string, never>[];
      expect(rows[0]).toMatchObject({ id: 1, author: { name: 'Ada', company: { name: 'Acme' } }, editor: { name: 'Bob' } });
      expect(rows[1]).toMatchObject({ id: 2, editor: null });
      expect(rows[0]?.['author']).toBeInstanceOf(User);
      expect((rows[0]?.['author'] as { company: unknown } | undefined)?.company).toBeInstanceOf(Company);
    });

    test('of two calls is one tree', async () => {
      const row = await posts()
        .join({ author: true })
        .join({ author: { boss: true } })
        .get(3);
      expect(row).toMatchObject({ author: { name: 'Bob', boss: { name: 'Ada' } } });
    });

    test('refuses lists, and change', async () => {
      expect(() => posts().join({ comments: true })).toThrow('prefetch');
      await expect(posts().filter({ id: 1 }).join({ author: true }).delete()).rejects.toThrow(InvalidQueryError);
    });
  });

  describe('prefetch', () => {
    const load = (entity: EntityMetadata, spec: unknown): Promise<Record<string, unknown>[]> =>
      blog
        .from(entity)
        .orderBy(...entity.primaryKey.map(({ property }) => property))
        .prefetch(spec)
        .all() as never;
    const lists = (rows: readonly Record<string, unknown>[], property: string, of = 'id'): unknown[] =>
      rows.map((row) => (row[property] as Record<string, unknown>[]).map((child) => child[of]));

    test('loads lists, empty where there are none', async () => {
      const rows = await load(blog.post, { comments: { orderBy: 'id' } });
      expect(lists(rows, 'comments')).toEqual([[1, 2, 3], [4], [5], []]);
      expect(rows.flatMap((row) => row['comments']).every((child) => child instanceof Comment)).toBe(true);
    });

    test('with filter, order, limit and offset for each parent, and joins', async () => {
      const spec = { comments: { filter: { hidden: false }, orderBy: '-createdAt', limit: 1, join: { author: true } } };
      const rows = await load(blog.post, spec);
      expect(lists(rows, 'comments')).toEqual([[3], [4], [], []]);
      expect(rows[0]).toMatchObject({ comments: [{ author: { name: 'Bob' } }] });
      expect(lists(await load(blog.post, { comments: { limit: 1, offset: 1 } }), 'comments')).toEqual([[2], [], [], []]);
      expect(lists(await load(blog.post, { comments: { orderBy: 'id', offset: 1 } }), 'comments')).toEqual([[2, 3], [], [], []]);
    });

    test('many to many, also limited', async () => {
      expect(lists(await load(blog.post, { tags: { orderBy: 'name' } }), 'tags', 'name')).toEqual([['rust', 'sql'], ['sql'], ['rust'], []]);
      expect(lists(await load(blog.tag, { posts: { orderBy: '-id', limit: 1 } }), 'posts')).toEqual([[2], [3], []]);
    });

    test('to one, and nested', async () => {
      const rows = await load(blog.post, { editor: { prefetch: { comments: { filter: { hidden: false }, orderBy: 'id' } } } });
      expect(rows[1]?.['editor']).toBeNull();
      expect(lists([rows[0]?.['editor'] as Record<string, unknown>], 'comments')).toEqual([[1, 3]]);
      const users = await load(blog.user, { posts: { prefetch: { comments: true } } });
      expect(lists(users, 'posts').flat().sort()).toEqual([1, 2, 3, 4]);
    });

    test('by a key of two columns', async () => {
      const rows = await load(blog.seat, { tickets: { orderBy: 'id' }, ticket: { filter: { id: 'a' } } });
      expect(lists(rows, 'tickets')).toEqual([['a'], ['b'], ['c', 'd']]);
      expect(rows.map((row) => (row['ticket'] as { id: string } | null)?.id ?? null)).toEqual(['a', null, null]);
      const tickets = await load(blog.ticket, { place: true });
      expect(tickets.map((row) => (row['place'] as { name: string } | null)?.name ?? null)).toEqual([
        'front',
        'back',
        'balcony',
        'balcony',
        null,
      ]);
    });

    test('of many parents takes one statement', async () => {
      const parents = await blog
        .from(blog.comment)
        .prefetch({ post: { prefetch: { author: true } } })
        .all();
      expect(parents).toHaveLength(5);
      expect(parents[0]).toMatchObject({ post: { author: { name: 'Ada' } } });
    });
  });

  describe('changes', () => {
    test('update by values and lambdas; the version counts, the time is set', async () => {
      const before = new Date();
      const query = posts().filter({ id: 2 });
      expect(await query.update({ title: 'Beta 2', summary: null, views: lambda((p) => p['views']!.plus!(5)) })).toBe(1);
      const post = (await posts().get(2)) as Post;
      expect(post).toMatchObject({ title: 'Beta 2', views: 25, version: 2 });
      expect(post.updatedAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
      expect(await query.increment('views', -5)).toBe(1);
      expect(await query.update({ title: 'Beta' })).toBe(1);
      const sample = blog.from(blog.sample).filter({ id: 2 });
      expect([await sample.increment('big', 7), await sample.increment('amount', '0.25'), await sample.increment('ratio', 0.5)]).toEqual([
        1, 1, 1,
      ]);
      expect(await sample.get()).toMatchObject({ big: 2n, amount: '3.25', ratio: 3 });
    });

    test('update with conditions on related rows', async () => {
      expect(
        await posts()
          .filter({ author: { company: { name: 'Bolt' } } })
          .update({ likes: 41 }),
      ).toBe(1);
      expect(
        await posts()
          .filter({ comments: { author: { name: 'Bob' } } })
          .update({ likes: 4 }),
      ).toBe(1);
      expect(
        await posts()
          .filter({ tags: { name: 'rust' } })
          .update({ likes: 7 }),
      ).toBe(2);
      expect(
        await blog
          .from(blog.user)
          .filter({ boss: { name: 'Ada' } })
          .update({ active: true }),
      ).toBe(2);
      expect(
        await posts()
          .filter({ id: 3 })
          .update({ summary: lambda((p) => p['author']!['company']!['name']) }),
      ).toBe(1);
      expect(await posts().get(3)).toMatchObject({ summary: 'Acme' });
    });

    test('returning gives the changed rows', async () => {
      const rows = await posts()
        .filter({ id: { in: [1, 3] } })
        .update({ likes: 1 }, { returning: true });
      expect(rows).toHaveLength(2);
      expect((rows as Post[]).every((row) => row instanceof Post && row.likes === 1)).toBe(true);
    });

    test('an empty patch changes nothing and tells how many rows there are', async () => {
      expect(await posts().filter({ status: 'published' }).update({ title: undefined })).toBe(3);
    });

    test('delete with conditions on related rows, also with a key of two columns', async () => {
      expect(
        await blog
          .from(blog.postTag)
          .filter({ tag: { name: 'sql' }, postId: 1 })
          .delete(),
      ).toBe(1);
      expect(
        await blog
          .from(blog.comment)
          .filter({ post: { title: '100% sure_' } })
          .delete(),
      ).toBe(1);
      expect(await blog.from(blog.comment).unfiltered().delete()).toBe(4);
    });
  });
});
