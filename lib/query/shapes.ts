// Clauses that change what a query gives: annotations, groups, set operations, joined queries, distinct values.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { conditionIn } from '../expression/expression.js';
import { quoted } from '../expression/field-table.js';
import { madeBy } from '../expression/lambda.js';
import { namesOf } from '../expression/subject.js';
import { andNode } from '../node/logic-nodes.js';
import type { SetOperator } from '../node/expression-node.js';
import { asRows, groupState, rowsOf } from './derived-entity.js';
import { expressionOf, madeProjection, projectionOf } from './projections.js';
import type { JoinedQuery, ProjectionClause, QueryState } from './query-state.js';

type Make = (row: unknown) => unknown;

/** The query whose rows hold further values. @throws InvalidQueryError for a name that is taken, or an aggregate of the query's own rows. */
export function withAnnotations(state: QueryState, make: Make): QueryState {
  const made = madeProjection(state, make);
  const added = new Map(state.added);
  for (const { name, expression } of made) {
    if (namesOf(state).includes(name)) throw nameTaken(state.entity, name);
    if (expression.level === 'aggregate') throw aggregateOutsideOfGroups(state.entity, `The annotation ${JSON.stringify(name)}`);
    added.set(name, { kind: 'expression', expression });
  }
  if (state.projection === undefined) return { ...state, added, annotations: [...state.annotations, ...made] };
  return { ...state, added, projection: [...state.projection, ...made], form: 'record' };
}

/** The query that gives these values instead of rows. */
export function withProjection(state: QueryState, projection: readonly ProjectionClause[], form: QueryState['form']): QueryState {
  const aggregate = projection.find(({ expression }) => expression.level === 'aggregate' && state.source?.kind !== 'groups');
  if (aggregate) throw aggregateOutsideOfGroups(state.entity, `The value ${JSON.stringify(aggregate.name)}`);
  return { ...state, projection, annotations: [], form };
}

/** The query of the groups of these values, each with its aggregates. */
export function withGroups(state: QueryState, asked: readonly unknown[], make: Make): QueryState {
  const groups = asked.length === 0 ? [] : projectionOf(state, asked);
  const nested = groups.find(({ expression }) => expression.level !== 'row');
  if (nested) throw notAGroup(state.entity, nested.name);
  if (groups.some(({ expression }) => expression.values.length > 0) || isCut(state)) return withGroups(...computed(state, groups), make);
  const aggregates = madeProjection(state, make);
  const taken = aggregates.find(({ name }) => groups.some((group) => group.name === name));
  if (taken) throw nameTaken(state.entity, taken.name);
  const query = {
    ...state,
    orders: [],
    joins: [],
    prefetches: [],
    annotations: [],
    projection: undefined,
    form: 'entity',
    lock: undefined,
  } as const;
  return groupState({ kind: 'groups', query, groups, aggregates });
}

/** Whether the query gives other rows than those that fulfil its conditions. */
function isCut({ limit, offset, isDistinct, distinctOn, source }: QueryState): boolean {
  return limit !== undefined || offset !== undefined || isDistinct || distinctOn.length > 0 || source?.kind === 'groups';
}

/** The same rows with the groups as columns: an expression with parameters is not known to be the same in two clauses. */
function computed(state: QueryState, groups: readonly ProjectionClause[]): [QueryState, readonly string[]] {
  const added = groups.filter((group) => !isKnown(state, group));
  const taken = added.find(({ name }) => namesOf(state).includes(name));
  if (taken) throw nameTaken(state.entity, taken.name);
  const query = { ...state, joins: [], prefetches: [], lock: undefined };
  const rows = state.projection ? query : { ...query, annotations: [...query.annotations, ...added] };
  return [asRows(rows), groups.map(({ name }) => name)];
}

/** Whether the name means the same expression already. */
function isKnown({ entity, added, projection }: QueryState, { name, expression }: ProjectionClause): boolean {
  const more = added.get(name);
  if (more) return more.kind === 'expression' && more.expression.key === expression.key;
  const clause = projection?.find((output) => output.name === name);
  return clause ? clause.expression.key === expression.key : entity.columnOf.has(name) && expression.key === quoted(name);
}

/** The first row for each of these values. */
export function withDistinctOn(state: QueryState, asked: readonly unknown[]): QueryState {
  const expressions = asked.map((one) => expressionOf(state, one));
  return { ...state, distinctOn: expressions };
}

/** The query of the rows of two queries. @throws InvalidQueryError when they give different columns. */
export function withCompound(state: QueryState, operator: SetOperator, other: QueryState): QueryState {
  for (const side of [state, other]) refuseLoading(side, operator);
  const second = alike(state, other, operator);
  return rowsOf(state, {
    kind: 'compound',
    first: { ...state, lock: undefined },
    others: [{ operator, query: { ...second, lock: undefined } }],
  });
}

function refuseLoading({ entity, joins, prefetches }: QueryState, operator: SetOperator): void {
  if (joins.length === 0 && prefetches.length === 0) return;
  throw new InvalidQueryError({
    fact: `A query of ${entity.name} loads relations and is a side of ${operator}.`,
    remedy: `Load relations of the whole: a.${operator}(b).join(...) or .prefetch(...).`,
  });
}

/** The second query with its columns in the order of the first. */
export function alike(first: QueryState, second: QueryState, verb: string): QueryState {
  const outputs = columnsOf(first);
  const others = columnsOf(second);
  if (first.projection === undefined && second.projection === undefined && first.entity.target === second.entity.target) {
    if (sameNames(outputs, others)) return second;
  }
  const ordered = outputs.map(({ name, kind }) => second.projection?.find((other) => other.name === name && isLike(kind, other.type.kind)));
  if (first.projection && ordered.length === others.length && ordered.every((clause) => clause !== undefined))
    return { ...second, projection: ordered };
  throw new InvalidQueryError({
    fact: `The sides of ${verb} give different columns: ${shown(outputs)} and ${shown(others)}.`,
    remedy: 'Give both the same names of the same kinds, by values(...).',
  });
}

interface NamedKind {
  readonly name: string;
  readonly kind: string;
}

function columnsOf({ entity, projection, annotations }: QueryState): NamedKind[] {
  if (projection) return projection.map(({ name, type }) => ({ name, kind: type.kind }));
  const own = entity.columns.map(({ property, type }) => ({ name: property, kind: type.kind }));
  return [...own, ...annotations.map(({ name, type }) => ({ name, kind: type.kind }))];
}

function sameNames(left: readonly NamedKind[], right: readonly NamedKind[]): boolean {
  return (
    left.length === right.length && left.every(({ name, kind }, index) => right[index]?.name === name && isLike(kind, right[index].kind))
  );
}

function isLike(left: string, right: string): boolean {
  const texts = ['string', 'text'];
  return left === right || (texts.includes(left) && texts.includes(right));
}

function shown(columns: readonly NamedKind[]): string {
  return columns.map(({ name, kind }) => `${name} (${kind})`).join(', ');
}

/** How the rows of a query are joined to those of another. */
export interface JoinQueryOptions {
  /** `left` keeps rows that have no other; `inner`, the default, does not. */
  readonly type?: 'inner' | 'left';
}

/** The query whose expressions may read the rows of another. */
export function withJoinedQuery(
  state: QueryState,
  name: string,
  other: QueryState,
  on: unknown,
  { type = 'inner' }: JoinQueryOptions,
): QueryState {
  if (namesOf(state).includes(name)) throw nameTaken(state.entity, name);
  if (typeof on !== 'function' || !['inner', 'left'].includes(type)) throw notAJoin(state.entity);
  const { entity, source } = isWhole(other) ? other : asRows({ ...other, joins: [], prefetches: [], lock: undefined });
  const subject = {
    entity: state.entity,
    added: new Map([...state.added, [name, { kind: 'row', entity, isNullable: type === 'left' }] as const]),
  };
  const { made, clauseOf } = madeBy(subject, (row) =>
    (on as (row: unknown, other: unknown) => unknown)(row, (row as Record<string, unknown>)[name]),
  );
  const joined: JoinedQuery = { name, entity, source, type, on: clauseOf(conditionIn(made)) };
  return { ...state, added: subject.added, joinedQueries: [...state.joinedQueries, joined] };
}

/** The query whose expressions may read rows of a query that is another one for each row. */
export function withLateralQuery(state: QueryState, name: string, make: unknown, { type = 'inner' }: JoinQueryOptions): QueryState {
  if (namesOf(state).includes(name)) throw nameTaken(state.entity, name);
  if (typeof make !== 'function' || !['inner', 'left'].includes(type)) throw notAJoin(state.entity);
  const { made, depth } = madeBy(state, make as Make);
  const query = stateIn(state.entity, made);
  const { entity, source } = asRows({ ...query, joins: [], prefetches: [], lock: undefined });
  const added = new Map([...state.added, [name, { kind: 'row', entity, isNullable: type === 'left' }] as const]);
  const joined: JoinedQuery = { name, entity, source, type, on: everything, lateralDepth: depth };
  return { ...state, added, joinedQueries: [...state.joinedQueries, joined] };
}

const everything: JoinedQuery['on'] = { key: '', values: [], resolve: () => andNode([]) };

function stateIn(entity: EntityMetadata, made: unknown): QueryState {
  const state = (made as { readonly state?: QueryState } | null)?.state;
  if (state) return state;
  throw notAJoin(entity);
}

/** Whether a query gives the rows of a table or of a common table expression as they are. */
function isWhole(state: QueryState): boolean {
  const { source, conditions, orders, limit, offset, isDistinct, distinctOn, annotations, joinedQueries, projection, entity } = state;
  if (source && source.kind !== 'cte') return false;
  const hasClauses = conditions.length + distinctOn.length + annotations.length + joinedQueries.length + orders.length > 0;
  if (hasClauses || limit !== undefined || offset !== undefined || isDistinct) return false;
  return (
    projection === undefined ||
    (source !== undefined &&
      projection.every(({ name, expression }, index) => entity.columns[index]?.property === name && expression.key === name))
  );
}

function nameTaken(entity: EntityMetadata, name: string): InvalidQueryError {
  return new InvalidQueryError({
    fact: `A query of ${entity.name} gives the name ${JSON.stringify(name)} twice.`,
    remedy: 'Choose a name that neither the entity nor the query has.',
  });
}

function aggregateOutsideOfGroups(entity: EntityMetadata, what: string): InvalidQueryError {
  return new InvalidQueryError({
    fact: `${what} of a query of ${entity.name} is an aggregate over its own rows.`,
    remedy: 'Write groupBy(...).aggregate(...), aggregate(...), a window by .over(...), or an aggregate over a relation.',
  });
}

function notAGroup(entity: EntityMetadata, name: string): InvalidQueryError {
  return new InvalidQueryError({
    fact: `A query of ${entity.name} is grouped by ${JSON.stringify(name)}, which is an aggregate or a window.`,
    remedy: 'Group by columns or expressions over one row.',
  });
}

function notAJoin(entity: EntityMetadata): InvalidQueryError {
  return new InvalidQueryError({
    fact: `A query is joined to one of ${entity.name} without a condition, or in an unknown way.`,
    remedy: "Write joinQuery('name', query, (row, other) => row.id.eq(other.rowId), { type: 'inner' or 'left' }).",
  });
}
