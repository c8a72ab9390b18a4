// The immutable query of one entity: each clause gives a copy, each terminal hands the query to an executor.
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { MultipleRowsError } from '../error/multiple-rows-error.js';
import { NotFoundError } from '../error/not-found-error.js';
import { UnfilteredChangeError } from '../error/unfiltered-change-error.js';
import { aggregateOf } from '../expression/aggregates.js';
import { type Expression, expressionIn } from '../expression/expression.js';
import type { Subquery, SubquerySource } from '../expression/expression-clause.js';
import { described } from '../expression/value-check.js';
import type { AggregateName } from '../node/expression-node.js';
import { assignmentsOf, incrementOf } from './assignments.js';
import { keyClause } from './conditions.js';
import { cursorPage, keysetOf, pageQuery, valuesIn } from './cursor.js';
import type { CompiledSql, Executor } from './executor.js';
import type { Explanation } from './explanation.js';
import { wholeNumber } from './numbers.js';
import { keyOrder, reversed } from './orders.js';
import { expressionOf } from './projections.js';
import { QueryClauses } from './query-clauses.js';
import type { AssignmentClause, QueryState } from './query-state.js';
import { viewIsReadOnly } from './read-only.js';
import { RowStream } from './row-stream.js';
import { isOverWindow } from './shape-key.js';
import { withGroups } from './shapes.js';
import { rowsAsked, subqueryOf } from './state-subquery.js';
import type { CursorOptions, CursorPage, Page } from './types/specs.js';

/** A patch that is to be written. */
export type Patch = Readonly<Record<string, unknown>>;

export interface QueryOptions {
  /** Asked before an update by values; throws when a rule of a column is broken. */
  readonly validate?: ((patch: Patch) => void | Promise<void>) | undefined;
}

/** The run-time half of `Query<E, R, A>`: the types are put on it where it is made. */
export class QueryBuilder extends QueryClauses<QueryBuilder> implements SubquerySource {
  readonly #executor: Executor;
  readonly #state: QueryState;
  readonly #options: QueryOptions;

  constructor(executor: Executor, state: QueryState, options: QueryOptions = {}) {
    super();
    this.#executor = executor;
    this.#state = state;
    this.#options = options;
  }

  get state(): QueryState {
    return this.#state;
  }

  withState(state: QueryState): QueryBuilder {
    return state === this.#state ? this : new QueryBuilder(this.#executor, state, this.#options);
  }

  /** For lookups and functions that take queries. */
  toSubquery(): Subquery {
    return subqueryOf(this.#state);
  }

  // ---------------------------------------------------------------- terminals that read

  /** All rows. */
  async all(): Promise<unknown[]> {
    return this.#executor.rows(checkedRead(this.#state));
  }

  /** All rows, as they come and are read. */
  stream(): RowStream<unknown> {
    return new RowStream(this.#executor.stream(checkedRead(this.#state)));
  }

  /** The first row, by primary key unless the query has an order. */
  async first(): Promise<unknown> {
    return this.#one({ ...this.#state, orders: this.#ordersOrKey() });
  }

  /** The last row: the first one in the opposite order. */
  async last(): Promise<unknown> {
    const { limit, offset } = this.#state;
    if (limit !== undefined || offset !== undefined) throw lastOfLimited();
    return this.#one({ ...this.#state, orders: reversed(this.#ordersOrKey()) });
  }

  /**
   * The only row: by primary key, or of what is filtered.
   *
   * @throws NotFoundError, MultipleRowsError
   */
  async get(...key: readonly [key?: unknown]): Promise<unknown> {
    const rows = await this.#executor.rows(this.#only(key));
    if (rows.length === 1) return rows[0];
    const { name } = this.#state.entity;
    throw rows.length === 0 ? new NotFoundError({ entity: name }) : new MultipleRowsError({ entity: name });
  }

  /** The only row, or null. @throws MultipleRowsError */
  async getOrNull(...key: readonly [key?: unknown]): Promise<unknown> {
    const rows = await this.#executor.rows(this.#only(key));
    if (rows.length > 1) throw new MultipleRowsError({ entity: this.#state.entity.name });
    return rows[0] ?? null;
  }

  /** The number of rows. */
  async count(): Promise<number> {
    return this.#executor.amount({ ...rowsAsked(this.#state), operation: { kind: 'count' } });
  }

  /** Whether there is a row. */
  async exists(): Promise<boolean> {
    return (await this.#executor.amount({ ...rowsAsked(this.#state), operation: { kind: 'exists' } })) > 0;
  }

  /** Aggregates over all rows, as one object. */
  async aggregate(make: (row: unknown) => unknown): Promise<unknown> {
    const [row] = await this.#executor.rows(withGroups(this.#state, [], make));
    return row;
  }

  /** The sum over the rows; null when there are none. */
  async sum(of: unknown): Promise<unknown> {
    return this.#aggregate('sum', of);
  }

  async avg(of: unknown): Promise<unknown> {
    return this.#aggregate('avg', of);
  }

  async min(of: unknown): Promise<unknown> {
    return this.#aggregate('min', of);
  }

  async max(of: unknown): Promise<unknown> {
    return this.#aggregate('max', of);
  }

  /** One page, counted from 1, and the number of all rows. */
  async paginate(options: { readonly page: number; readonly size: number }): Promise<Page<unknown>> {
    checkObject('paginate', 'an object { page, size }', options);
    const page = wholeNumber('page', options.page, 1);
    const size = wholeNumber('size', options.size, 1);
    const offset = wholeNumber('page', (page - 1) * size);
    const [total, items] = await Promise.all([this.count(), this.limit(size).offset(offset).all()]);
    return { items, total, page, size, pages: Math.ceil(total / size) };
  }

  /**
   * One page by keys: the rows after (or before) the place of a token, in the order of the query and its primary key.
   *
   * @throws InvalidQueryError, InvalidValueError for a token that is none or belongs to another order
   */
  async cursor(options: CursorOptions): Promise<CursorPage<unknown>> {
    checkObject('cursor', 'an object { size, after }', options);
    const state = checkedRead(this.#state);
    const size = wholeNumber('size', options.size, 1);
    const keyset = keysetOf(state);
    const isBackward = options.before !== undefined && options.before !== null;
    const token = isBackward ? options.before : options.after;
    if (isBackward && options.after) throw bothWays();
    const from = token === undefined || token === null ? undefined : valuesIn(keyset, token);
    const { rows, keys } = await this.#executor.keyed(pageQuery(state, keyset, size, from, isBackward));
    return cursorPage(keyset, { rows, keys }, { size, isBackward, isStart: from === undefined });
  }

  /** All rows in parts of at most so many, each read by a statement of its own after the one before. */
  async *chunked(size: number): AsyncGenerator<unknown[], void, undefined> {
    const state = checkedRead(this.#state);
    const count = wholeNumber('chunked', size, 1);
    const keyset = keysetOf(state);
    let from: readonly unknown[] | undefined;
    for (;;) {
      const { rows, keys } = await this.#executor.keyed(pageQuery(state, keyset, count, from));
      if (rows.length > 0) yield rows.slice(0, count);
      if (rows.length <= count) return;
      from = keys[count - 1];
    }
  }

  /** The SQL of `all()`, with its parameters apart; nothing runs. */
  async sql(): Promise<CompiledSql> {
    return this.#executor.sql(checkedRead(this.#state));
  }

  /** How the database would run `all()`. */
  async explain(options: { readonly analyze?: boolean } = {}): Promise<Explanation> {
    return this.#executor.explain(checkedRead(this.#state), options);
  }

  // ---------------------------------------------------------------- terminals that write

  /**
   * Sets values, or expressions over the row, in the filtered rows; gives their number or, with `returning`, the changed rows.
   *
   * @throws UnfilteredChangeError, UnknownKeyError, InvalidValueError
   */
  async update(patch: Patch, options: { readonly returning?: boolean } = {}): Promise<unknown> {
    const state = checkedChange(this.#state, 'update');
    checkObject(`update of ${state.entity.name}`, 'an object of values by property', patch);
    await this.#options.validate?.(patch);
    const assignments = assignmentsOf(state.entity, patch);
    const isReturning = options.returning === true;
    if (assignments.length === 0) return isReturning ? this.all() : this.count();
    return this.#update(state, assignments, isReturning);
  }

  /** Adds to a number in the filtered rows; gives their number. */
  async increment(property: string, by: number | bigint | string = 1): Promise<number> {
    const state = checkedChange(this.#state, 'update');
    return this.#update(state, incrementOf(state.entity, property, by), false) as Promise<number>;
  }

  /** Deletes the filtered rows; gives their number. @throws UnfilteredChangeError */
  async delete(): Promise<number> {
    return this.#executor.amount({ ...checkedChange(this.#state, 'delete'), prefetches: [], operation: { kind: 'delete' } });
  }

  // ---------------------------------------------------------------- inside

  /** Distinct rows have only the order of what they show. */
  #ordersOrKey(): QueryState['orders'] {
    const { orders, isDistinct, entity } = this.#state;
    return orders.length > 0 || isDistinct ? orders : keyOrder(entity);
  }

  async #one(state: QueryState): Promise<unknown> {
    const [row] = await this.#executor.rows(checkedRead({ ...state, limit: Math.min(1, state.limit ?? 1) }));
    return row ?? null;
  }

  /** Two rows are asked for, so that a second one is seen without being counted. */
  #only(key: readonly [key?: unknown]): QueryState {
    const state = this.#state;
    const limit = Math.min(2, state.limit ?? 2);
    if (key.length === 0) return checkedRead({ ...state, limit });
    return checkedRead({ ...state, limit, conditions: [...state.conditions, keyClause(state.entity, key[0])] });
  }

  async #aggregate(name: Exclude<AggregateName, 'count'>, of: unknown): Promise<unknown> {
    const groups = withGroups(this.#state, [], (row) => ({ [name]: aggregateOf(name, this.#operand(row, of)) }));
    const rows = await this.#executor.rows({ ...groups, form: 'scalar' });
    return rows[0] ?? null;
  }

  #operand(row: unknown, of: unknown): Expression {
    if (typeof of === 'function') return expressionIn((of as (row: unknown) => unknown)(row));
    if (typeof of === 'string') return expressionIn((row as Record<string, unknown>)[of]);
    return expressionOf(this.#state, of);
  }

  async #update(state: QueryState, assignments: readonly AssignmentClause[], isReturning: boolean): Promise<unknown> {
    const operation = { kind: 'update', assignments, isReturning } as const;
    if (isReturning) return this.#executor.rows({ ...state, operation });
    return this.#executor.amount({ ...state, prefetches: [], operation });
  }
}

/** The same query; clauses that make no sense together are found before anything runs. @throws InvalidQueryError */
function checkedRead(state: QueryState): QueryState {
  if (state.form === 'entity' || (state.joins.length === 0 && state.prefetches.length === 0)) return state;
  throw new InvalidQueryError({
    fact: `The query of ${state.entity.name} loads relations and gives values, which have none.`,
    remedy: 'Leave join and prefetch out; name columns of to-one relations in the lambda of values.',
  });
}

/** The query without its order, which a change cannot heed. @throws InvalidQueryError, UnfilteredChangeError */
function checkedChange(state: QueryState, verb: 'update' | 'delete'): QueryState {
  if (state.entity.view !== undefined) throw viewIsReadOnly(state.entity.name, verb);
  const clause = clauseAgainstChange(state);
  if (clause !== undefined) {
    throw new InvalidQueryError({
      fact: `The query of ${state.entity.name} has ${clause}, which ${verb} cannot heed.`,
      remedy: 'Select the keys first and filter by them: { id: { in: keys } }.',
    });
  }
  if (state.conditions.length === 0 && !state.isUnfiltered) throw new UnfilteredChangeError({ entity: state.entity.name, verb });
  return state.orders.length + state.annotations.length > 0 ? { ...state, orders: [], annotations: [] } : state;
}

function clauseAgainstChange(state: QueryState): string | undefined {
  if (state.limit !== undefined) return 'a limit';
  if (state.offset !== undefined) return 'an offset';
  if (state.replica !== undefined) return 'a replica';
  if (state.isDistinct || state.distinctOn.length > 0) return 'distinct rows';
  if (state.source !== undefined) return 'rows of another query';
  if (state.joinedQueries.length > 0) return 'a joined query';
  if (state.conditions.some(isOverWindow)) return 'a condition over a window';
  if (state.joins.length > 0) return 'a join';
  if (state.projection !== undefined) return 'values';
  return state.lock === undefined ? undefined : 'a lock';
}

/** @throws InvalidValueError */
function checkObject(label: string, expected: string, given: unknown): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw new InvalidValueError({ label, kind: 'object', expected, reason: `it is ${described(given)}` });
}

function lastOfLimited(): InvalidQueryError {
  return new InvalidQueryError({
    fact: 'last() reverses the order, which would make limit and offset mean other rows.',
    remedy: 'Use orderBy with the opposite order and first().',
  });
}

function bothWays(): InvalidQueryError {
  return new InvalidQueryError({
    fact: 'A page was asked for after one place and before another.',
    remedy: 'Give after or before, not both.',
  });
}
