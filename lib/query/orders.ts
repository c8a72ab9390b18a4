// Reads what `orderBy` takes: names with a sign, paths through to-one relations, lambdas.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { Expression, nullsOf, type ExpressionOrder } from '../expression/expression.js';
import { columnAt, madeBy } from '../expression/lambda.js';
import { type Subject, subjectOf } from '../expression/subject.js';
import { orderIn as expressionOrder } from '../expression/windows.js';
import { described } from '../expression/value-check.js';
import type { OrderClause } from './query-state.js';

/** The orders that these keys ask for. @throws UnknownKeyError, InvalidValueError */
export function ordersOf(subject: Subject, keys: readonly unknown[]): OrderClause[] {
  return keys.flatMap((key) => orderIn(subject, key));
}

/** The primary key in ascending order. */
export function keyOrder(entity: EntityMetadata): OrderClause[] {
  return entity.primaryKey.map(({ property }) => namedOrder(subjectOf(entity), property));
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

function orderIn(subject: Subject, key: unknown): OrderClause | OrderClause[] {
  if (typeof key === 'string') return namedOrder(subject, key);
  if (typeof key !== 'function') throw notAnOrder(subject, key);
  const { made, clauseOf } = madeBy(subject, key as (row: unknown) => unknown);
  const parts: readonly unknown[] = Array.isArray(made) ? made : [made];
  return parts.map((part) => {
    if (!(part instanceof Expression) && !isOrder(part)) throw notAnOrder(subject, part);
    const { expression, ...order } = expressionOrder(part);
    return { ...order, expression: clauseOf(expression) };
  });
}

// PERF: kept, as most queries order by the same few names; only names that exist are. It hangs on the metadata.
const named = new WeakMap<EntityMetadata, Map<string, OrderClause>>();

/** Paths through a relation of an entity to itself have no end. */
const mostNamed = 500;

function namedOrder(subject: Subject, key: string): OrderClause {
  if (subject.added.size > 0) return readOrder(subject, key);
  const { entity } = subject;
  let orders = named.get(entity);
  if (orders === undefined) named.set(entity, (orders = new Map()));
  const known = orders.get(key);
  if (known) return known;
  const order = readOrder(subject, key);
  if (orders.size < mostNamed) orders.set(key, order);
  return order;
}

function readOrder(subject: Subject, key: string): OrderClause {
  const isDescending = key.startsWith('-');
  const expression = columnAt(subject, (isDescending ? key.slice(1) : key).split('.'));
  return { expression, isDescending, nulls: nullsOf(expression, isDescending) };
}

function isOrder(value: unknown): value is ExpressionOrder {
  return typeof value === 'object' && value !== null && (value as Partial<ExpressionOrder>).expression instanceof Expression;
}

function notAnOrder({ entity }: Subject, value: unknown): InvalidValueError {
  const expected = "a property, '-property' or (row) => row.property.desc()";
  return new InvalidValueError({ label: `orderBy of ${entity.name}`, kind: 'order', expected, reason: `it is ${described(value)}` });
}
