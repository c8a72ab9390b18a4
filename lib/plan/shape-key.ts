// The shape of a query as a string, made of structure only, and its values in the order in which its statement asks for them.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import type { JoinTree, Operation, OrderClause, ProjectionClause, QueryState } from '../query/query-state.js';

/** Equal keys give equal statements; no value is ever part of it. */
export function shapeKeyOf(query: QueryState): string {
  let key = `${subjectKey(query.entity)} ${operationKey(query.operation)}`;
  for (const condition of query.conditions) key = `${key} where ${condition.key}`;
  for (const order of query.orders) key += orderKey(order);
  if (query.limit !== undefined) key += ' limit';
  if (query.offset !== undefined) key += ' offset';
  return hasMore(query) ? key + moreKey(query) : key;
}

/** Classes of one data source may share a name, tables do not. */
export function subjectKey({ table }: EntityMetadata): string {
  return table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
}

// PERF: most queries have none of these; one test instead of six.
function hasMore({ joins, prefetches, projection, form, isDistinct, lock }: QueryState): boolean {
  return joins.length > 0 || prefetches.length > 0 || projection !== undefined || form !== 'entity' || isDistinct || lock !== undefined;
}

function moreKey({ joins, prefetches, projection, form, isDistinct, lock }: QueryState): string {
  let key = ` as ${form}`;
  if (projection) key += ` (${projection.map(projectionKey).join(',')})`;
  if (isDistinct) key += ' distinct';
  if (joins.length > 0) key += ` join ${joinsKey(joins)}`;
  for (const { relation, query } of prefetches) key += ` prefetch ${name(relation.property)}(${shapeKeyOf(query)})`;
  if (lock) key += ` for ${lock.strength} ${lock.wait}`;
  return key;
}

function operationKey(operation: Operation): string {
  if (operation.kind !== 'update') return operation.kind;
  const set = operation.assignments.map(({ column, expression }) => `${name(column.property)}=${expression.key}`).join(',');
  return `update(${set})${operation.isReturning ? ' returning' : ''}`;
}

function orderKey({ expression, isDescending, nulls }: OrderClause): string {
  return ` order ${expression.key}${isDescending ? ' desc' : ''}${nulls ? ` nulls ${nulls}` : ''}`;
}

function projectionKey({ name: output, expression }: ProjectionClause): string {
  return `${name(output)}:${expression.key}`;
}

function joinsKey(joins: readonly JoinTree[]): string {
  return `(${joins.map(({ relation, joins: deeper }) => name(relation.property) + (deeper.length > 0 ? joinsKey(deeper) : '')).join(',')})`;
}

/** Names of users are quoted where they could be taken for another part of the key. */
function name(text: string): string {
  return /^[\w$]+$/.test(text) ? text : JSON.stringify(text);
}

/**
 * INVARIANT: the order of these values is the order in which the planner resolves the clauses: conditions, orders, projection,
 * assignments, limit, offset; then the prefetched queries.
 */
export function valuesOf(query: QueryState): readonly unknown[] {
  const [first] = query.conditions;
  const values: unknown[] = first ? [...first.values] : [];
  for (let index = 1; index < query.conditions.length; index++) append(values, query.conditions[index]?.values);
  for (const { expression } of query.orders) append(values, expression.values);
  if (query.projection) for (const { expression } of query.projection) append(values, expression.values);
  if (query.operation.kind === 'update') for (const { expression } of query.operation.assignments) append(values, expression.values);
  if (query.limit !== undefined) values.push(query.limit);
  if (query.offset !== undefined) values.push(query.offset);
  for (const { query: child } of query.prefetches) append(values, valuesOf(child));
  return values;
}

function append(values: unknown[], more: readonly unknown[] | undefined): void {
  if (more) for (const value of more) values.push(value);
}
