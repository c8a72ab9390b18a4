// The shape of a query as a string, made of structure only, and its values in the order in which its statement asks for them.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import type {
  CompoundClause,
  ConditionClause,
  JoinTree,
  Operation,
  OrderClause,
  ProjectionClause,
  QuerySource,
  QueryState,
} from './query-state.js';

/** Equal keys give equal statements; no value is ever part of it. */
export function shapeKeyOf(query: QueryState): string {
  let key = `${query.source ? sourceKey(query.source) : subjectKey(query.entity)} ${operationKey(query.operation)}`;
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

/** The structure of a source. */
export function sourceKey(source: QuerySource): string {
  switch (source.kind) {
    case 'query':
      return `(${shapeKeyOf(source.query)})`;
    case 'compound':
      return `(${shapeKeyOf(source.first)}${source.others.map(compoundKey).join('')})`;
    case 'cte': {
      const { name: cte, definition } = source;
      const step = definition?.step ? compoundKey(definition.step) : '';
      return `cte ${name(cte)}${definition ? `(${shapeKeyOf(definition.query)}${step})` : ''}`;
    }
    case 'groups':
      return `groups(${shapeKeyOf(source.query)} by ${source.groups.map(projectionKey).join(',')} give ${source.aggregates.map(projectionKey).join(',')})`;
  }
}

function compoundKey({ operator, query }: CompoundClause): string {
  return ` ${operator} (${shapeKeyOf(query)})`;
}

// PERF: most queries have none of these; one test instead of ten.
function hasMore(query: QueryState): boolean {
  const { joins, prefetches, projection, form, isDistinct, lock, annotations, joinedQueries, distinctOn, comment, keys } = query;
  return (
    joins.length > 0 ||
    prefetches.length > 0 ||
    projection !== undefined ||
    form !== 'entity' ||
    isDistinct ||
    lock !== undefined ||
    annotations.length > 0 ||
    joinedQueries.length > 0 ||
    distinctOn.length > 0 ||
    comment !== undefined ||
    keys !== undefined
  );
}

function moreKey(query: QueryState): string {
  const { joins, prefetches, projection, form, isDistinct, lock, annotations, joinedQueries, distinctOn, comment, keys } = query;
  let key = ` as ${form}`;
  for (const joined of joinedQueries)
    key += ` ${joined.type}${joined.lateralDepth ? ` lateral ${joined.lateralDepth}` : ''} ${name(joined.name)}(${joined.source ? sourceKey(joined.source) : subjectKey(joined.entity)}) on ${joined.on.key}`;
  if (annotations.length > 0) key += ` with ${annotations.map(projectionKey).join(',')}`;
  if (projection) key += ` (${projection.map(projectionKey).join(',')})`;
  if (keys) key += ` keys(${keys.map(projectionKey).join(',')})`;
  if (isDistinct) key += ' distinct';
  if (distinctOn.length > 0) key += ` distinct on(${distinctOn.map((expression) => expression.key).join(',')})`;
  if (joins.length > 0) key += ` join ${joinsKey(joins)}`;
  for (const { relation, query: child, hasThrough } of prefetches) {
    key += ` prefetch ${name(relation.property)}${hasThrough ? ' through' : ''}(${shapeKeyOf(child)})`;
  }
  if (lock) key += ` for ${lock.strength} ${lock.wait}${lock.of ? ` of ${JSON.stringify(lock.of)}` : ''}`;
  if (comment !== undefined) key += ` comment ${JSON.stringify(comment)}`;
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
 * INVARIANT: the order of these values is the order in which the planner resolves the clauses: sources, joined queries, conditions (those
 * over windows last), distinct values, orders, annotations, projection, keys, assignments, limit, offset; then the prefetched queries.
 */
export function valuesOf(query: QueryState): readonly unknown[] {
  const values: unknown[] = [];
  if (query.source) appendSource(values, query.source);
  for (const { source, on } of query.joinedQueries) {
    if (source) appendSource(values, source);
    append(values, on.values);
  }
  for (const condition of query.conditions) if (!isOverWindow(condition)) append(values, condition.values);
  for (const condition of query.conditions) if (isOverWindow(condition)) append(values, condition.values);
  for (const expression of query.distinctOn) append(values, expression.values);
  for (const { expression } of query.orders) append(values, expression.values);
  for (const { expression } of query.annotations) append(values, expression.values);
  if (query.projection) for (const { expression } of query.projection) append(values, expression.values);
  if (query.keys) for (const { expression } of query.keys) append(values, expression.values);
  if (query.operation.kind === 'update') for (const { expression } of query.operation.assignments) append(values, expression.values);
  if (query.limit !== undefined) values.push(query.limit);
  if (query.offset !== undefined) values.push(query.offset);
  for (const { query: child } of query.prefetches) append(values, valuesOf(child));
  return values;
}

/** Such a condition is asked of the finished rows. */
export function isOverWindow({ level }: ConditionClause): boolean {
  return level === 'window';
}

function appendSource(values: unknown[], source: QuerySource): void {
  switch (source.kind) {
    case 'query':
      return append(values, valuesOf(source.query));
    case 'compound':
      append(values, valuesOf(source.first));
      for (const { query } of source.others) append(values, valuesOf(query));
      return;
    case 'cte':
      if (source.definition) append(values, valuesOf(source.definition.query));
      if (source.definition?.step) append(values, valuesOf(source.definition.step.query));
      return;
    case 'groups':
      append(values, valuesOf(source.query));
      for (const { expression } of [...source.groups, ...source.aggregates]) append(values, expression.values);
  }
}

function append(values: unknown[], more: readonly unknown[]): void {
  for (const value of more) values.push(value);
}
