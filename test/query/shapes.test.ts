// Annotations, groups, windows, subqueries, set operations and common table expressions on every database.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidQueryError } from '../../lib/error/invalid-query-error.js';
import { UnsupportedError } from '../../lib/error/unsupported-error.js';
import { avg, count, max, sum } from '../../lib/expression/aggregates.js';
import { caseWhen, extract, literal, truncate } from '../../lib/expression/conversions.js';
import { coalesce, greatest, nullIf, substring } from '../../lib/expression/functions.js';
import { denseRank, lag, rank, rowNumber } from '../../lib/expression/windows.js';
import type { QueryBuilder } from '../../lib/query/query-builder.js';
import { cte, exists, recursive, subquery } from '../../lib/query/subqueries.js';
import { openBlog, type OpenBlog } from '../support/blog-data.js';
import { Post } from '../support/blog-entities.js';
import { type Row } from '../support/planned.js';
import { describeEachDialect } from '../support/test-database.js';

type Make = (row: unknown) => unknown;
const of = (make: (row: Row) => unknown): Make => make as Make;

describeEachDialect('shapes', (dialect, url) => {
  let blog: OpenBlog;
  beforeAll(async () => {
    blog = await openBlog(url());
  });
  afterAll(() => blog.close());
  const posts = (): QueryBuilder => blog.from(blog.post);
  const comments = (): QueryBuilder => blog.from(blog.comment);
  const users = (): QueryBuilder => blog.from(blog.user);

  describe('annotate', () => {
    test('adds values to instances, which later clauses name', async () => {
      const rows = (await posts()
        .annotate(of((p) => ({ total: p['views']?.['plus']?.(p['likes']) })))
        .filter({ total: { gte: 35 } })
        .orderBy('-total')
        .all()) as (Post & { total: number })[];
      expect(rows.map(({ id, total }) => [id, total])).toEqual([
        [4, 80],
        [3, 40],
        [2, 35],
      ]);
      expect(rows[0]).toBeInstanceOf(Post);
    });

    test('with parameters in the expression, several lookups of one annotation and values', async () => {
      const good = await posts()
        .annotate(of((p) => ({ more: p['views']?.['plus']?.(5) })))
        .filter({ more: { gt: 15, lt: 40 }, likes: { gt: 1 } })
        .orderBy('more')
        .values('id', 'more')
        .all();
      expect(good).toEqual([
        { id: 2, more: 25 },
        { id: 3, more: 35 },
      ]);
    });

    test('counts and sums related rows without multiplying them', async () => {
      const rows = await posts()
        .annotate(
          of((p) => ({
            all: count(p['comments']),
            open: count(p['comments'], { filter: of((c) => c['hidden']?.['eq']?.(false)) }),
            rating: sum(
              p['comments'],
              of((c) => c['rating']),
            ),
            mean: avg(
              p['comments'],
              of((c) => c['rating']),
            ),
            labels: count(p['tags']),
          })),
        )
        .orderBy('id')
        .values('id', 'all', 'open', 'rating', 'mean', 'labels')
        .all();
      expect(rows).toEqual([
        { id: 1, all: 3, open: 2, rating: 7, mean: 3.5, labels: 2 },
        { id: 2, all: 1, open: 1, rating: 4, mean: 4, labels: 1 },
        { id: 3, all: 1, open: 0, rating: 1, mean: 1, labels: 1 },
        { id: 4, all: 0, open: 0, rating: null, mean: null, labels: 0 },
      ]);
    });

    test('refuses aggregates of own rows and names that are taken', () => {
      expect(() => posts().annotate(of((p) => ({ n: sum(p['views']) })))).toThrow(InvalidQueryError);
      expect(() => posts().annotate(of((p) => ({ title: p['views'] })))).toThrow(InvalidQueryError);
      expect(() => posts().filter(of((p) => (count(p['id']) as unknown as Row)['gt']?.(1)))).toThrow(InvalidQueryError);
    });
  });

  describe('groups', () => {
    test('with aggregates, filtered before and after, ordered, counted', async () => {
      const groups = posts()
        .filter({ views: { gt: 0 } })
        .groupBy('status')
        .aggregate(of((p) => ({ n: count(), views: sum(p['views']), authors: count(p['authorId'], { distinct: true }) })));
      expect(await groups.orderBy('status').all()).toEqual([
        { status: 'draft', n: 1, views: 20, authors: 1 },
        { status: 'published', n: 3, views: 80, authors: 3 },
      ]);
      expect(await groups.filter({ n: { gt: 1 } }).all()).toEqual([{ status: 'published', n: 3, views: 80, authors: 3 }]);
      expect(
        await groups
          .filter(of((g) => g['views']?.['dividedBy']?.(g['n'])?.['lt']?.(25)))
          .valuesList('status')
          .all(),
      ).toEqual(['draft']);
      expect(await groups.count()).toBe(2);
      expect(await groups.filter({ n: 1 }).count()).toBe(1);
      expect(await groups.filter({ n: 17 }).exists()).toBe(false);
      expect(await groups.orderBy('-n').first()).toMatchObject({ status: 'published' });
    });

    test('by expressions with parameters, by paths, over limited rows', async () => {
      expect(
        await posts()
          .groupBy(of((p) => ({ city: coalesce((p['author'] as Row)['company']?.['city'], 'none') })))
          .aggregate(of(() => ({ n: count() })))
          .orderBy('city')
          .all(),
      ).toEqual([
        { city: 'Bonn', n: 3 },
        { city: 'none', n: 1 },
      ]);
      expect(
        await posts()
          .orderBy('-views')
          .limit(2)
          .groupBy('status')
          .aggregate(of((p) => ({ views: sum(p['views']) })))
          .all(),
      ).toEqual([{ status: 'published', views: 70 }]);
    });

    test('of everything, as one object', async () => {
      expect(
        await posts().aggregate(
          of((p) => ({ n: count(), most: max(p['views']), none: sum(p['views'], { filter: p['views']?.['lt']?.(0) }) })),
        ),
      ).toEqual({
        n: 4,
        most: 40,
        none: null,
      });
      expect(await posts().orderBy('-views').limit(2).sum('views')).toBe(70);
    });

    test('windows over groups', async () => {
      const groups = posts()
        .groupBy('authorId')
        .aggregate(of(() => ({ n: count() })))
        .annotate(of((g) => ({ place: rank().over({ orderBy: g['n']?.['desc']?.() }) })));
      expect(await groups.orderBy('authorId').all()).toEqual([
        { authorId: 1, n: 2, place: 1 },
        { authorId: 2, n: 1, place: 2 },
        { authorId: 3, n: 1, place: 2 },
      ]);
      expect(await groups.filter({ place: 1 }).all()).toEqual([{ authorId: 1, n: 2, place: 1 }]);
    });
  });

  describe('windows', () => {
    test('beside instances, in orders, with frames', async () => {
      const rows = (await posts()
        .annotate(
          of((p) => ({
            place: rowNumber().over({ partitionBy: p['status'], orderBy: p['views']?.['desc']?.() }),
            before: lag(p['views']).over({ orderBy: p['id'] }),
            running: (sum(p['views']) as unknown as { over: (w: unknown) => unknown }).over({ orderBy: p['id'], frame: { rows: [-1, 0] } }),
          })),
        )
        .orderBy('id')
        .all()) as { id: number; place: number; before: number | null; running: number }[];
      expect(rows.map(({ id, place, before, running }) => [id, place, before, running])).toEqual([
        [1, 3, null, 10],
        [2, 1, 10, 30],
        [3, 2, 20, 50],
        [4, 1, 30, 70],
      ]);
    });

    test('filtered by: conditions on other columns come first', async () => {
      const best = posts()
        .annotate(of((p) => ({ place: rowNumber().over({ partitionBy: p['authorId'], orderBy: p['views']?.['desc']?.() }) })))
        .filter({ place: 1 })
        .filter({ views: { lt: 40 } });
      expect(await best.orderBy('id').valuesList('id').all()).toEqual([2, 3]);
      expect(await best.count()).toBe(2);
      const joined = (await best
        .join({ author: { company: true } })
        .orderBy('-author.name')
        .all()) as { author: { name: string; company: { name: string } } }[];
      expect(joined.map(({ author }) => [author.name, author.company.name])).toEqual([
        ['Bob', 'Acme'],
        ['Ada', 'Acme'],
      ]);
      expect(
        await posts()
          .filter(of((p) => denseRank().over({ orderBy: p['views'] }).lte(2).or(p['title']?.['eq']?.('alpha two'))))
          .orderBy('id')
          .valuesList('id')
          .all(),
      ).toEqual([1, 2, 4]);
    });
  });

  describe('subqueries', () => {
    test('read the rows around them', async () => {
      const rows = await posts()
        .annotate(
          of((p) => ({
            newest: subquery(
              comments()
                .filter(of((c) => c['postId']?.['eq']?.(p['id'])))
                .orderBy('-createdAt')
                .valuesList('text'),
            ),
            has: exists(comments().filter(of((c) => c['postId']?.['eq']?.(p['id'])?.['and']?.(c['rating']?.['gt']?.(4))))),
          })),
        )
        .orderBy('id')
        .values('id', 'newest', 'has')
        .all();
      expect(rows).toEqual([
        { id: 1, newest: 'three', has: true },
        { id: 2, newest: 'four', has: false },
        { id: 3, newest: 'five', has: false },
        { id: 4, newest: null, has: false },
      ]);
    });

    test('of the same entity, two levels deep, and in relation lambdas', async () => {
      const firsts = posts().filter(
        of((p) => exists(posts().filter(of((q) => q['authorId']?.['eq']?.(p['authorId'])?.['and']?.(q['id']?.['lt']?.(p['id']))))).not()),
      );
      expect(await firsts.orderBy('id').valuesList('id').all()).toEqual([1, 3, 4]);
      const deep = users().filter(
        of((u) =>
          exists(
            posts().filter(
              of((p) =>
                p['authorId']
                  ?.['eq']?.(u['id'])
                  ?.['and']?.(
                    exists(comments().filter(of((c) => c['postId']?.['eq']?.(p['id'])?.['and']?.(c['authorId']?.['ne']?.(u['id']))))),
                  ),
              ),
            ),
          ),
        ),
      );
      expect(await deep.orderBy('id').valuesList('id').all()).toEqual([1, 2]);
      const own = posts().filter(
        of((p) => (p['comments'] as unknown as { some: (m: Make) => unknown }).some(of((c) => c['authorId']?.['ne']?.(p['authorId'])))),
      );
      expect(await own.orderBy('id').valuesList('id').all()).toEqual([1, 3]);
    });

    test('in lists, by objects and lambdas', async () => {
      const admins = users().filter({ role: 'admin' });
      expect(
        await posts()
          .filter({ authorId: { in: admins } })
          .orderBy('id')
          .valuesList('id')
          .all(),
      ).toEqual([1, 2]);
      expect(
        await posts()
          .filter({ authorId: { notIn: admins.valuesList('id') } })
          .orderBy('id')
          .valuesList('id')
          .all(),
      ).toEqual([3, 4]);
      expect(
        await posts()
          .filter(of((p) => p['authorId']?.['in']?.(users().filter({ name: 'Cy' }).valuesList('id'))))
          .valuesList('id')
          .all(),
      ).toEqual([4]);
      expect(() => posts().filter({ title: { in: admins } })).toThrow();
    });

    test('in updates and deletes', async () => {
      const changed = await posts()
        .filter({ authorId: { in: users().filter({ role: 'admin' }).valuesList('id') } })
        .update({ likes: of((p) => p['likes']?.['plus']?.(0)) });
      expect(changed).toBe(2);
    });
  });

  describe('set operations', () => {
    test('of entities, then filtered, ordered, joined, counted', async () => {
      const both = posts()
        .filter({ views: { lte: 20 } })
        .union(posts().filter({ status: 'draft' }));
      const rows = (await both.join({ author: true }).orderBy('-id').all()) as (Post & { author: { name: string } })[];
      expect(rows.map(({ id, author }) => [id, author.name])).toEqual([
        [2, 'Ada'],
        [1, 'Ada'],
      ]);
      expect(rows[0]).toBeInstanceOf(Post);
      expect(await both.count()).toBe(2);
      expect(
        await posts()
          .filter({ views: { lte: 20 } })
          .unionAll(posts().filter({ status: 'draft' }))
          .count(),
      ).toBe(3);
    });

    test('of values, in turn, with limits on a side', async () => {
      const names = users().values(of((u) => ({ label: u['name'] })));
      const tags = blog.from(blog.tag).values(of((t) => ({ label: t['name'] })));
      expect(await names.union(tags).orderBy('label').limit(2).all()).toEqual([{ label: 'Ada' }, { label: 'Bob' }]);
      const ids = posts().valuesList('id');
      expect(
        await ids
          .except(
            posts()
              .filter({ id: { in: [1, 2] } })
              .valuesList('id'),
          )
          .orderBy('id')
          .all(),
      ).toEqual([3, 4]);
      expect(await ids.intersect(posts().orderBy('-id').limit(2).valuesList('id')).orderBy('-id').all()).toEqual([4, 3]);
      expect(
        await ids
          .intersect(ids)
          .except(posts().filter({ id: 1 }).valuesList('id'))
          .union(posts().filter({ id: 1 }).valuesList('id'))
          .count(),
      ).toBe(4);
      expect(() => names.union(users().values('id'))).toThrow(InvalidQueryError);
    });
  });

  describe('distinctOn', () => {
    test('keeps the first row of each', async () => {
      const rows = (await posts().distinctOn('authorId').orderBy('authorId', '-views').all()) as Post[];
      expect(rows.map(({ id }) => id)).toEqual([2, 3, 4]);
      expect(await posts().distinctOn('authorId').count()).toBe(3);
    });
  });

  describe('common table expressions', () => {
    test('are read like tables, twice in one statement', async () => {
      const popular = cte('popular', posts().filter({ views: { gte: 20 } }));
      expect(await popular.filter({ status: 'published' }).orderBy('id').valuesList('id').all()).toEqual([3, 4]);
      const twice = popular.filter(of((p) => exists(popular.filter(of((q) => q['authorId']?.['eq']?.(p['authorId']))))));
      expect(await twice.orderBy('id').valuesList('id').all()).toEqual([2, 3, 4]);
    });

    test('recursive ones walk a tree', async () => {
      const below = recursive(
        'below',
        users()
          .filter({ bossId: null })
          .values(of((u) => ({ id: u['id'], name: u['name'], depth: literal(0) }))),
        (found) =>
          users()
            .joinQuery('up', found, (u: Row, up: Row) => u['bossId']?.['eq']?.(up['id']))
            .values(of((u) => ({ id: u['id'], name: u['name'], depth: (u['up'] as Row)['depth']?.['plus']?.(1) }))),
      );
      expect(await below.orderBy('depth', 'id').all()).toEqual([
        { id: 1, name: 'Ada', depth: 0 },
        { id: 2, name: 'Bob', depth: 1 },
        { id: 3, name: 'Cy', depth: 1 },
      ]);
      const chain = recursive('chain', users().filter({ id: 3 }), (found) =>
        users().joinQuery('down', found, (u: Row, down: Row) => u['id']?.['eq']?.(down['bossId'])),
      );
      expect(await chain.orderBy('id').valuesList('name').all()).toEqual(['Ada', 'Cy']);
    });

    test('joined queries', async () => {
      const totals = comments()
        .groupBy('postId')
        .aggregate(of(() => ({ n: count() })));
      const rows = await posts()
        .joinQuery('totals', totals, (p: Row, t: Row) => p['id']?.['eq']?.(t['postId']), { type: 'left' })
        .orderBy('id')
        .values(of((p) => ({ id: p['id'], n: (p['totals'] as Row)['n'] })))
        .all();
      expect(rows).toEqual([
        { id: 1, n: 3 },
        { id: 2, n: 1 },
        { id: 3, n: 1 },
        { id: 4, n: null },
      ]);
    });
  });

  describe('lateral queries', () => {
    const newest = (): QueryBuilder =>
      posts().joinLateral(
        'newest',
        of((p) =>
          comments()
            .filter(of((c) => c['postId']?.['eq']?.(p['id'])))
            .orderBy('-createdAt')
            .limit(2),
        ),
        { type: 'left' },
      );

    test('are another one for each row, where the database has them', async () => {
      const query = newest()
        .orderBy(
          'id',
          of((p) => (p['newest'] as Row)['id']?.['asc']?.()),
        )
        .values(of((p) => ({ id: p['id'], text: (p['newest'] as Row)['text'] })));
      // MariaDB and SQLite have none.
      if (dialect !== 'postgres') return await expect(query.all()).rejects.toThrow(UnsupportedError);
      expect(await query.all()).toEqual([
        { id: 1, text: 'two' },
        { id: 1, text: 'three' },
        { id: 2, text: 'four' },
        { id: 3, text: 'five' },
        { id: 4, text: null },
      ]);
    });
  });

  describe('expressions', () => {
    test('branches, parts, beginnings, functions', async () => {
      const rows = await posts()
        .orderBy('id')
        .values(
          of((p) => ({
            size: caseWhen(p['views']?.['gt']?.(25), 'many').when(p['views']?.['gt']?.(15), 'some').otherwise('few'),
            weekday: extract(p['createdAt'], 'weekday'),
            month: truncate(p['createdAt'], 'month'),
            later: p['createdAt']?.['plus']?.({ months: 1, hours: 2 }),
            short: substring(p['title'], 1, 3),
            most: greatest(p['views'], p['likes'], 25),
            none: nullIf(p['status'], 'draft'),
          })),
        )
        .all();
      expect(rows[1]).toEqual({
        size: 'some',
        weekday: 2,
        month: new Date('2024-01-01T00:00:00Z'),
        later: new Date('2024-02-02T14:00:00Z'),
        short: 'Bet',
        most: 25,
        none: null,
      });
      expect((rows as { size: string }[]).map(({ size }) => size)).toEqual(['few', 'some', 'many', 'many']);
    });
  });

  test('comments stand before the SQL', async () => {
    expect((await posts().comment('list */ of posts').sql()).sql).toMatch(/^\/\*/);
    expect(await posts().comment('list */ of posts').count()).toBe(4);
  });
});
