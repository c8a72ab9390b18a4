// Reads what `orderBy` takes: names with a sign, paths through to-one relations, lambdas.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { Expression, nullsOf, type ExpressionOrder } from '../expression/expression.js';
import { columnAt, rowColumns } from '../expression/row-columns.js';
import { described } from '../expression/value-check.js';
import type { OrderClause } from './query-state.js';

/** The orders that these keys ask for. @throws UnknownKeyError, InvalidValueError */
export function ordersOf(entity: EntityMetadata, keys: readonly unknown[]): OrderClause[] {
  return keys.flatMap((key) => orderIn(entity, key));
}

/** The primary key in ascending order. */
export function keyOrder(entity: EntityMetadata): OrderClause[] {
  return entity.primaryKey.map(({ property }) => namedOrder(entity, property));
}

/** The same order from its end. */
export function reversed(orders: readonly OrderClause[]): OrderClause[] {
  return orders.map(({ expression, isDescending, nulls }) => ({
    expression,
    isDescending: !isDescending,
    nulls: nulls === undefined ? undefined : opposite[nulls],
  }));
}

const opposite = { first: 'last', last: 'first' } as const;

function orderIn(entity: EntityMetadata, key: unknown): OrderClause | OrderClause[] {
  if (typeof key === 'string') return namedOrder(entity, key);
  if (typeof key !== 'function') throw notAnOrder(entity, key);
  const made: unknown = (key as (row: unknown) => unknown)(rowColumns(entity));
  return Array.isArray(made) ? made.map((part: unknown) => madeOrder(entity, part)) : madeOrder(entity, made);
}

// PERF: kept, as most queries order by the same few names; only names that exist are. It hangs on the metadata.
const named = new WeakMap<EntityMetadata, Map<string, OrderClause>>();

/** Paths through a relation of an entity to itself have no end. */
const mostNamed = 500;

function namedOrder(entity: EntityMetadata, key: string): OrderClause {
  let orders = named.get(entity);
  if (orders === undefined) named.set(entity, (orders = new Map()));
  const known = orders.get(key);
  if (known) return known;
  const order = readOrder(entity, key);
  if (orders.size < mostNamed) orders.set(key, order);
  return order;
}

function readOrder(entity: EntityMetadata, key: string): OrderClause {
  const isDescending = key.startsWith('-');
  const expression = columnAt(entity, (isDescending ? key.slice(1) : key).split('.'));
  return { expression, isDescending, nulls: nullsOf(expression, isDescending) };
}

function madeOrder(entity: EntityMetadata, made: unknown): OrderClause {
  if (made instanceof Expression) return made.asc();
  if (isOrder(made)) return made;
  throw notAnOrder(entity, made);
}

function isOrder(value: unknown): value is ExpressionOrder {
  return typeof value === 'object' && value !== null && (value as Partial<ExpressionOrder>).expression instanceof Expression;
}

function notAnOrder(entity: EntityMetadata, value: unknown): InvalidValueError {
  const expected = "a property, '-property' or (row) => row.property.desc()";
  return new InvalidValueError({ label: `orderBy of ${entity.name}`, kind: 'order', expected, reason: `it is ${described(value)}` });
}
