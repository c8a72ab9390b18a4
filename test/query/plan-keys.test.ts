// The shape key: values never change it, structure always does; queries of one key are one statement.
import { describe, expect, test } from '@jest/globals';
import { avg, count, max, sum } from '../../lib/expression/aggregates.js';
import { caseWhen, cast, extract, literal, truncate } from '../../lib/expression/conversions.js';
import { coalesce, concat, greatest, lower, round, substring } from '../../lib/expression/functions.js';
import { raw } from '../../lib/expression/raw-expression.js';
import { lag, ntile, rank, rowNumber } from '../../lib/expression/windows.js';
import { Planner } from '../../lib/plan/planner.js';
import { initialState } from '../../lib/query/initial-state.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import { shapeKeyOf } from '../../lib/query/shape-key.js';
import { cte, exists, recursive, subquery } from '../../lib/query/subqueries.js';
import { createBlog } from '../support/blog-entities.js';
import { lambda, type Row } from '../support/planned.js';
import { RecordingExecutor } from '../support/recording-executor.js';

const { post, user, comment } = createBlog();
const open = (entity: typeof post): QueryBuilder => new QueryBuilder(new RecordingExecutor(), initialState(entity));
const posts = open(post);
const users = open(user);
const comments = open(comment);

type Random = () => number;
type Make = (row: unknown) => unknown;
const of = (make: (row: Row) => unknown): Make => lambda(make) as Make;

/** A small generator of numbers: the same seed gives the same queries. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const number = (random: Random): number => Math.floor(random() * 1_000);
const word = (random: Random): string => pick(random, ['a', 'b%', "c'd", '', '?', '$1']) + String(number(random));

/** Conditions; what they hold comes from `values`, what they are from `random`. */
const conditions: readonly ((values: Random, structure: Random) => unknown)[] = [
  (values) => ({ views: number(values) }),
  (values) => ({ views: { gt: number(values), lt: number(values) } }),
  (values) => ({ title: { contains: word(values) } }),
  (values) => ({ id: { in: Array.from({ length: number(values) % 7 }, () => number(values)) } }),
  (values) => ({ or: [{ title: word(values) }, { author: { name: word(values) } }] }),
  (values) => ({ comments: { some: { rating: { gte: number(values) } } } }),
  () => ({ summary: null }),
  (values) => of((p) => p['views']?.['plus']?.(number(values))?.['gt']?.(p['likes'])),
  (values) =>
    of((p) => exists(comments.filter(of((c) => c['postId']?.['eq']?.(p['id'])?.['and']?.(c['rating']?.['gt']?.(number(values))))))),
  (values) => ({ authorId: { in: users.filter({ name: word(values) }).valuesList('id') } }),
  (values) => of((p) => rank().over({ orderBy: p['views'] }).lte(number(values))),
  (values) => of((p) => raw.sql`${p['title']} = ${word(values)}`),
];

const annotations: readonly ((values: Random) => Make)[] = [
  (values) => of((p) => ({ x: p['views']?.['times']?.(number(values)) })),
  () => of((p) => ({ x: count(p['comments']) })),
  (values) =>
    of((p) => ({
      x: sum(
        p['comments'],
        of((c) => c['rating']),
        { filter: of((c) => c['rating']?.['gt']?.(number(values))) },
      ),
    })),
  (values) => of((p) => ({ x: lag(p['views'], 1 + (number(values) % 5)).over({ orderBy: p['id'] }) })),
  (values) => of(() => ({ x: ntile(1 + (number(values) % 5)).over({}) })),
  (values) => of((p) => ({ x: caseWhen(p['views']?.['gt']?.(number(values)), word(values)).otherwise(word(values)) })),
  (values) =>
    of((p) => ({
      x: subquery(
        comments
          .filter(of((c) => c['postId']?.['eq']?.(p['id'])))
          .filter({ rating: number(values) })
          .valuesList('text'),
      ),
    })),
  (values) => of((p) => ({ x: coalesce(p['summary'], word(values)) })),
  (values) => of((p) => ({ x: concat(lower(p['title']), word(values), substring(p['title'], 1 + number(values))) })),
  (values) => of((p) => ({ x: greatest(p['views'], number(values)) })),
  (values) => of((p) => ({ x: round(p['views'], number(values) % 3) })),
  () => of((p) => ({ x: extract(truncate(p['createdAt'], 'month'), 'weekday') })),
  (values) => of((p) => ({ x: p['createdAt']?.['plus']?.({ days: number(values) }) })),
  () => of((p) => ({ x: cast(p['views'], 'text') })),
  (values) => of(() => ({ x: literal(word(values)) })),
];

const shapes: readonly ((query: QueryBuilder, values: Random, structure: Random) => QueryBuilder)[] = [
  (query) => query,
  (query) => query.values('id', 'title'),
  (query, values) => query.limit(number(values)),
  (query, values) => query.offset(number(values)).orderBy('-views'),
  (query) => query.distinct().values('status'),
  (query) => query.distinctOn('authorId'),
  (query, values) =>
    query.groupBy('status').aggregate(of((p) => ({ n: count(), m: max(p['views'], { filter: p['likes']?.['gt']?.(number(values)) }) }))),
  (query, values) =>
    query
      .groupBy(of((p) => ({ g: coalesce(p['summary'], word(values)) })))
      .aggregate(of((p) => ({ n: avg(p['views']) })))
      .filter({ n: { gt: number(values) } }),
  (query, values) =>
    query
      .values('id')
      .union(posts.filter({ views: number(values) }).values('id'))
      .filter({ id: number(values) }),
  (query, values) => cte('found', query.filter({ views: number(values) })).orderBy('title'),
  (query) => query.join({ author: true }),
  (query, values) => query.prefetch({ comments: { filter: { rating: number(values) }, limit: number(values) } }),
  (query) =>
    query.annotate(of((p) => ({ place: rowNumber().over({ partitionBy: p['status'], orderBy: p['views'] }) }))).filter({ place: 1 }),
  (query, values) =>
    query.joinQuery('other', comments.filter({ rating: number(values) }), (p: Row, c: Row) => c['postId']?.['eq']?.(p['id'])),
];

/** The same structure for the same seed, whatever the values. */
function randomQuery(structureSeed: number, values: Random): QueryBuilder {
  const structure = randomFrom(structureSeed);
  let query = posts;
  for (let times = Math.floor(structure() * 3); times > 0; times--) {
    const condition = pick(structure, conditions)(values, structure);
    query = structure() < 0.7 ? query.filter(condition) : query.exclude(condition);
  }
  if (structure() < 0.5) query = query.annotate(pick(structure, annotations)(values));
  return pick(structure, shapes)(query, values, structure);
}

describe('shape keys', () => {
  const structures = 1_500;

  test('values never change the key', () => {
    for (let seed = 1; seed <= structures; seed++) {
      const keys = [11, 222, 3_333].map((values) => shapeKeyOf(randomQuery(seed, randomFrom(values)).state));
      expect(new Set(keys).size).toBe(1);
    }
  });

  test('queries of one key are one statement; their values have its places', () => {
    const planner = new Planner({ planCacheSize: 1 });
    const statements = new Map<string, string>();
    for (let seed = 1; seed <= structures; seed++) {
      const query = randomQuery(seed, randomFrom(seed * 7)).state;
      const { plan, values } = planner.plan(query);
      const text = JSON.stringify([plan.statement, plan.parameters, plan.batches.map((batch) => batch.plan.statement)]);
      const batched = plan.batches.reduce((total, batch) => total + batch.plan.parameters.filter(({ isList }) => !isList).length, 0);
      expect(values.length).toBe(plan.parameters.length + batched);
      expect(statements.get(plan.key) ?? text).toBe(text);
      statements.set(plan.key, text);
    }
    expect(statements.size).toBeGreaterThan(300);
    // And the other way round: two keys of one statement would only cost a plan; that they are few says that keys are made of structure.
    expect(new Set(statements.values()).size).toBeGreaterThan(statements.size * 0.9);
  });

  test('a row of an outer query and one of the same query are not taken for each other', () => {
    const inner = of((c) => c['postId']?.['isNull']?.());
    const own = posts.filter(of(() => exists(comments.filter(inner))));
    const outer = posts.filter(of((p) => exists(comments.filter(of(() => p['id']?.['isNull']?.())))));
    expect(shapeKeyOf(own.state)).not.toBe(shapeKeyOf(outer.state));
    const same = posts.filter(of(() => exists(posts.filter(of((q) => q['id']?.['isNull']?.())))));
    const around = posts.filter(of((p) => exists(posts.filter(of(() => p['id']?.['isNull']?.())))));
    expect(shapeKeyOf(same.state)).not.toBe(shapeKeyOf(around.state));
    const before = comments.filter(of((c) => c['id']?.['isNull']?.()));
    expect(shapeKeyOf(posts.filter(of(() => exists(before))).state)).not.toBe(shapeKeyOf(outer.state));
    const tree = recursive('tree', users, (found) => users.joinQuery('up', found, (u: Row, up: Row) => u['bossId']?.['eq']?.(up['id'])));
    expect(shapeKeyOf(tree.state)).not.toBe(shapeKeyOf(cte('tree', users).state));
  });
});
