// Random filters, the same each time: as many values as parameters, in their order. What they find is proved in test/random.
import { describe, expect, test } from '@jest/globals';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import { checkOf } from '../../lib/expression/value-check.js';
import { Planner } from '../../lib/plan/planner.js';
import { initialState } from '../../lib/query/initial-state.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import { createBlog, type Blog } from '../support/blog-entities.js';
import { RecordingExecutor } from '../support/recording-executor.js';

/** A generator of whole numbers below `end`, the same for the same seed. */
function randomNumbers(seed: number): (end: number) => number {
  let state = seed * 2 + 1;
  return (end) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % end;
  };
}

type Random = (end: number) => number;

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)] as T;
}

function randomFilter(random: Random, entity: EntityMetadata, depth: number): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  for (let count = random(3); count >= 0; count--) Object.assign(filter, randomEntry(random, entity, depth));
  return filter;
}

function randomEntry(random: Random, entity: EntityMetadata, depth: number): Record<string, unknown> {
  const kind = depth > 0 ? random(10) : 9;
  const inner = (): Record<string, unknown> => randomFilter(random, entity, depth - 1);
  if (kind === 0) return { or: [inner(), inner(), ...(random(4) === 0 ? [{}] : [])] };
  if (kind === 1) return { and: [inner(), inner()] };
  if (kind === 2) return { not: inner() };
  const relations = [...entity.relationOf.values()];
  if (kind <= 5 && relations.length > 0) {
    const relation = pick(random, relations);
    const condition = randomFilter(random, relation.target, depth - 1);
    const isList = relation.kind === 'hasMany' || relation.kind === 'manyToMany';
    if (!isList) return { [relation.property]: random(6) === 0 ? null : condition };
    return { [relation.property]: pick(random, [condition, { some: condition }, { none: condition }, { every: condition }]) };
  }
  const column = pick(
    random,
    entity.columns.filter(({ type }) => ['int', 'string', 'text'].includes(type.kind)),
  );
  return { [column.property]: column.type.kind === 'int' ? randomNumber(random) : randomText(random) };
}

function randomNumber(random: Random): unknown {
  const number = (): number => pick(random, [1, 2, 3, 5, 10, 20, 30]);
  return pick(random, [
    number(),
    { gt: number() },
    { lt: number(), ne: number() },
    { in: [number(), number()] },
    { notIn: [number()] },
    { between: [number(), number() + 10] },
    { isNull: random(2) === 0 },
    { in: [] },
  ]);
}

function randomText(random: Random): unknown {
  const text = (): string => pick(random, ['a', 'A', 'Alpha', 'Bob', 'x', '%', 'e']);
  return pick(random, [
    text(),
    { icontains: text() },
    { startsWith: text() },
    { gte: text() },
    { ne: text() },
    { iexact: text() },
    { notIn: [text()] },
  ]);
}

describe('random filters', () => {
  test('have as many values as parameters, in their order, and a key for their structure', () => {
    const blog: Blog = createBlog();
    const planner = new Planner({ planCacheSize: 10_000 });
    const statements = new Map<string, string>();
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = randomNumbers(seed);
      const entity = pick(random, [blog.post, blog.user, blog.comment, blog.tag]);
      const query = new QueryBuilder(new RecordingExecutor(), initialState(entity)).filter(randomFilter(random, entity, 3));
      const { plan, values } = planner.plan(random(2) === 0 ? query.state : { ...query.state, operation: { kind: 'delete' } });
      expect(values).toHaveLength(plan.parameters.length);
      plan.parameters.forEach(({ type, isList }, index) => {
        const check = checkOf(type, 'parameter');
        for (const value of isList ? (values[index] as unknown[]) : [values[index]]) expect(check(value)).toBe(value);
      });
      const fresh = JSON.stringify(new Planner({ planCacheSize: 1 }).plan({ ...query.state, operation: { kind: 'count' } }).plan.statement);
      const key = `${entity.name} ${query.state.conditions[0]?.key}`;
      expect(statements.get(key) ?? fresh).toBe(fresh);
      statements.set(key, fresh);
    }
    expect(statements.size).toBeGreaterThan(500);
  });
});
