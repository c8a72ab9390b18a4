// Reads what `join` and `prefetch` take: which relations to load, and how.
import type { EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { isToMany } from '../entity/is-to-many.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { described } from '../expression/value-check.js';
import { withExclusion, withFilter } from './conditions.js';
import { initialState } from './initial-state.js';
import { wholeNumber } from './numbers.js';
import { ordersOf } from './orders.js';
import type { JoinTree, PrefetchClause, QueryState } from './query-state.js';

/** The query with these to-one relations joined. @throws UnknownKeyError, InvalidValueError */
export function withJoins(state: QueryState, spec: unknown): QueryState {
  return { ...state, joins: merged(state.joins, joinsIn(state.entity, spec)) };
}

/** The query with these relations loaded by statements of their own; of two for one relation the later counts. */
export function withPrefetches(state: QueryState, spec: unknown): QueryState {
  const added = prefetchesIn(state.entity, spec);
  const kept = state.prefetches.filter(({ relation }) => !added.some((clause) => clause.relation === relation));
  return { ...state, prefetches: [...kept, ...added] };
}

function joinsIn(entity: EntityMetadata, spec: unknown): JoinTree[] {
  return entriesOf(entity, spec, 'join').map(([relation, deeper]) => {
    if (isToMany(relation)) throw refused('join', relation, 'a to-one relation; load a list with prefetch', deeper);
    return { relation, joins: deeper === true ? [] : joinsIn(relation.target, deeper) };
  });
}

function merged(known: readonly JoinTree[], added: readonly JoinTree[]): JoinTree[] {
  const trees = [...known];
  for (const tree of added) {
    const index = trees.findIndex(({ relation }) => relation === tree.relation);
    const other = trees[index];
    if (other) trees[index] = { relation: tree.relation, joins: merged(other.joins, tree.joins) };
    else trees.push(tree);
  }
  return trees;
}

function prefetchesIn(entity: EntityMetadata, spec: unknown): PrefetchClause[] {
  return entriesOf(entity, spec, 'prefetch').map(([relation, asked]) => {
    const through = isObject(asked) ? asked['through'] : undefined;
    if (through === undefined) return { relation, query: prefetchQuery(relation, asked) };
    if (relation.kind !== 'manyToMany' || relation.through.target !== through)
      throw refused('through', relation, throughOf(relation), through);
    const { through: _class, ...others } = asked as Record<string, unknown>;
    return { relation, query: prefetchQuery(relation, others), hasThrough: true };
  });
}

function throughOf(relation: RelationMetadata): string {
  return relation.kind === 'manyToMany' ? `the class ${relation.through.name}` : 'nothing: only many-to-many relations have rows between';
}

type Option = (state: QueryState, value: unknown) => QueryState;

const options: Readonly<Record<string, Option>> = {
  filter: withFilter,
  exclude: withExclusion,
  orderBy: (state, keys) => ({ ...state, orders: ordersOf(state, Array.isArray(keys) ? (keys as unknown[]) : [keys]) }),
  limit: (state, count) => ({ ...state, limit: wholeNumber('limit', count) }),
  offset: (state, count) => ({ ...state, offset: wholeNumber('offset', count) }),
  join: withJoins,
  prefetch: withPrefetches,
};

function prefetchQuery(relation: RelationMetadata, asked: unknown): QueryState {
  let state = initialState(relation.target);
  if (asked === true) return state;
  if (!isObject(asked)) throw refused('prefetch', relation, `true or options (${Object.keys(options).join(', ')}, through)`, asked);
  for (const [name, value] of Object.entries(asked)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    const label = `prefetch of ${relation.source.name}.${relation.property}`;
    if (option === undefined) throw new UnknownKeyError({ entity: label, key: name, known: Object.keys(options) });
    if (value === undefined) throw new UndefinedValueError({ path: `${label}.${name}` });
    state = option(state, value);
  }
  return state;
}

function entriesOf(entity: EntityMetadata, spec: unknown, verb: string): [RelationMetadata, unknown][] {
  if (!isObject(spec)) {
    const expected = 'an object of relations, such as { author: true }';
    throw new InvalidValueError({ label: `${verb} of ${entity.name}`, kind: 'relation', expected, reason: `it is ${described(spec)}` });
  }
  return Object.entries(spec).map(([property, value]) => {
    const relation = entity.relationOf.get(property);
    if (relation === undefined) throw new UnknownKeyError({ entity: entity.name, key: property, known: [...entity.relationOf.keys()] });
    if (value === undefined) throw new UndefinedValueError({ path: `${entity.name}.${property}` });
    return [relation, value];
  });
}

function refused(verb: string, { source, property }: RelationMetadata, expected: string, found: unknown): InvalidValueError {
  const label = `${verb} of ${source.name}.${property}`;
  return new InvalidValueError({ label, kind: 'relation', expected, reason: `it is ${described(found)}` });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
