// The type of queries: every clause, every terminal, and what each makes of the row's type; query-builder.ts holds what they do.
import type { Bare, Decimal, Solid } from '../entity/brands.js';
import type { KeyOf, Overlay, Row } from '../entity/inputs.js';
import type { ColumnKey, NumberKey } from '../entity/keys.js';
import type { Cols, Condition, Expr, NumberExpr } from '../expression/types/columns.js';
import type { Filter } from '../expression/types/where.js';
import type { CompiledSql } from './executor.js';
import type { Explanation } from './explanation.js';
import type { RowStream } from './row-stream.js';
import type {
  Alike,
  Capture,
  CursorOptions,
  CursorPage,
  Fetched,
  Fresh,
  Joined,
  JoinSpec,
  LockOptions,
  Merged,
  OrderKey,
  OrderLambda,
  Page,
  Patch,
  PrefetchSpec,
  Projection,
  Signed,
  Untaken,
  Values,
  Wider,
} from './types/specs.js';

/**
 * An immutable query over E that gives rows of R; A is what further names the row has. It runs only at a terminal.
 *
 * @example
 * const posts = await this.posts
 *   .filter({ status: 'published', author: { name: { icontains: q } } })
 *   .join({ author: true })
 *   .orderBy('-createdAt', 'id')
 *   .all();
 */
// PERF: A is a parameter of its own because the key unions of `E & A` would be computed again for every use.
export interface Query<in out E, out R, in out A = {}> {
  /** Keeps the rows that fulfil the conditions; to-many relations are semi-joins. */
  filter(where: Filter<E & A>): Query<E, R, A>;
  /** Keeps the rows that do not fulfil the conditions, those with NULL included. */
  exclude(where: Filter<E & A>): Query<E, R, A>;
  /** Loads to-one relations in the same statement. */
  join<const S>(spec: JoinSpec<E> & Capture<S>): Query<E, R & Overlay<E, S>, A>;
  /** Loads relations with one statement per level. */
  prefetch<const S>(spec: PrefetchSpec<E> & Capture<S>): Query<E, R & Fetched<E, S>, A>;
  /** Orders by properties (`'-createdAt'` descends), paths and lambdas; replaces the order so far. NULL is the greatest. */
  orderBy(...keys: (OrderKey<E> | Signed<keyof A & string> | OrderLambda<E & A>)[]): Query<E, R, A>;
  limit(count: number): Query<E, R, A>;
  offset(count: number): Query<E, R, A>;
  /** Leaves out rows that are equal in all that is selected. */
  distinct(): Query<E, R, A>;
  /** Keeps the first row, in the order of the query, for each of these values. */
  distinctOn(...of: (ColumnKey<E> | (keyof A & string) | ((row: Cols<E & A>) => Expr<unknown>))[]): Query<E, R, A>;
  /** Adds named expressions to the rows; the clauses that follow may name them. */
  annotate<P extends Projection>(make: (row: Cols<E & A>) => P & Fresh<P, E & A>): Query<E, R & Values<P>, A & Values<P>>;
  /** Groups the rows by properties; `aggregate` says what is given of each group, and makes a query of the groups. */
  groupBy<P extends Projection>(make: (row: Cols<E & A>) => P): Groups<E, A, Values<P>>;
  groupBy<K extends ColumnKey<E> | keyof A>(...names: K[]): Groups<E, A, Row<E & A, K>>;
  /** The rows of both, each once; `filter`, `orderBy` and others are then asked of the whole. */
  union<S, T>(this: AnyQuery<S>, other: AnyQuery<T> & Alike<S, T>): Query<Wider<S, T>, Wider<S, T>>;
  unionAll<S, T>(this: AnyQuery<S>, other: AnyQuery<T> & Alike<S, T>): Query<Wider<S, T>, Wider<S, T>>;
  /** The rows that both have. */
  intersect<S, T>(this: AnyQuery<S>, other: AnyQuery<T> & Alike<S, T>): Query<Wider<S, T>, Wider<S, T>>;
  /** The rows that the other has not. */
  except<S, T>(this: AnyQuery<S>, other: AnyQuery<T> & Alike<S, T>): Query<Wider<S, T>, Wider<S, T>>;
  /** Joins the rows of another query, which expressions read by this name. */
  joinQuery<N extends string, U, L extends 'inner' | 'left' = 'inner'>(
    name: N & Untaken<N, E & A>,
    query: AnyQuery<U>,
    on: (row: Cols<E & A>, other: Cols<U>) => Condition,
    options?: { readonly type?: L },
  ): Query<E, R, A & { readonly [P in N]: Joined<U, L> }>;
  /**
   * Joins to each row the rows of a query of its own, such as its three newest comments; rows with several of them come several times.
   * For PostgreSQL and MySQL 8.
   */
  joinLateral<N extends string, U, L extends 'inner' | 'left' = 'inner'>(
    name: N & Untaken<N, E & A>,
    query: (row: Cols<E & A>) => AnyQuery<U>,
    options?: { readonly type?: L },
  ): Query<E, R, A & { readonly [P in N]: Joined<U, L> }>;
  /** Asks a replica of the data source, by its name in the option `replicas`; it may lag behind. */
  using(replica: string): Query<E, R, A>;
  /** A comment before the SQL, for the logs of the server. Each text makes a plan of its own: keep what changes out of it. */
  comment(text: string): Query<E, R, A>;
  /** Gives plain objects of these properties, or of the expressions that a lambda names. */
  values<P extends Projection>(make: (row: Cols<E & A>) => P): Query<E, Values<P>, A>;
  values<K extends ColumnKey<E> | keyof A>(...names: [K, ...K[]]): Query<E, Row<E & A, K>, A>;
  /** Gives the values of one property. */
  valuesList<V>(make: (row: Cols<E & A>) => Expr<V>): Query<E, V, A>;
  valuesList<K extends ColumnKey<E> | keyof A>(name: K): Query<E, Bare<(E & A)[K]>, A>;
  /** Allows an update or delete of all rows. */
  unfiltered(): Query<E, R, A>;
  /** Locks the rows against changes until the transaction ends. */
  forUpdate(options?: LockOptions): Query<E, R, A>;
  /** Keeps others from changing the rows until the transaction ends. */
  forShare(options?: LockOptions): Query<E, R, A>;

  /** Stops each statement of the query when it takes longer, the waiting for a connection included. @throws StatementTimeoutError (OXY-D027) */
  timeout(milliseconds: number): Query<E, R, A>;
  /** Stops the query on the server when the signal is aborted; the reason is the error's `cause`. @throws CancelledError (OXY-D028) */
  signal(signal: AbortSignal): Query<E, R, A>;

  all(): Promise<R[]>;
  /** All rows, as they come and are read: for results that are too large to be held. */
  stream(): RowStream<R>;
  /** The first row, by primary key unless the query has an order. */
  first(): Promise<R | null>;
  /** The first row in the opposite order. */
  last(): Promise<R | null>;
  /** The only row: by primary key, or of what is filtered. @throws NotFoundError (OXY-R001), MultipleRowsError (OXY-R002) */
  get(key?: KeyOf<E>): Promise<R>;
  /** The only row, or null. @throws MultipleRowsError (OXY-R002) */
  getOrNull(key?: KeyOf<E>): Promise<R | null>;
  count(): Promise<number>;
  exists(): Promise<boolean>;
  /** Aggregates over all rows, as one object. */
  aggregate<P extends Projection>(make: (row: Cols<E & A>) => P): Promise<Values<P>>;
  /** Null when there is no value. */
  sum<V>(of: (row: Cols<E & A>) => NumberExpr<V>): Promise<V | null>;
  sum<K extends NumberKey<E & A>>(of: K): Promise<Bare<(E & A)[K] & Solid> | null>;
  avg(of: NumberKey<E & A> | ((row: Cols<E & A>) => NumberExpr<unknown>)): Promise<number | null>;
  min<V>(of: (row: Cols<E & A>) => Expr<V>): Promise<V | null>;
  min<K extends ColumnKey<E> | keyof A>(of: K): Promise<Bare<(E & A)[K]> | null>;
  max<V>(of: (row: Cols<E & A>) => Expr<V>): Promise<V | null>;
  max<K extends ColumnKey<E> | keyof A>(of: K): Promise<Bare<(E & A)[K]> | null>;
  /** One page, counted from 1, and the number of all rows. */
  paginate(options: { readonly page: number; readonly size: number }): Promise<Page<R>>;
  /**
   * One page by keys: the rows after (or before) the place of a token, whatever was added or removed before it meanwhile. The order is
   * that of the query and its primary key.
   *
   * @throws InvalidValueError (OXY-Q005) for a token that is none or belongs to another order
   */
  cursor(options: CursorOptions): Promise<CursorPage<R>>;
  /** All rows in parts of at most so many, each read by a statement of its own; what is prefetched comes with each. */
  chunked(size: number): AsyncGenerator<R[], void, undefined>;
  /** The SQL of `all()`, with its parameters apart; nothing runs. */
  sql(): Promise<CompiledSql>;
  /** How the database would run `all()`. */
  explain(options?: { readonly analyze?: boolean }): Promise<Explanation>;

  /** Changes the filtered rows; gives their number or, with `returning`, the changed rows. @throws UnfilteredChangeError (OXY-Q004) */
  update(patch: Patch<E>, options: { readonly returning: true }): Promise<R[]>;
  update(patch: Patch<E>, options?: { readonly returning?: false }): Promise<number>;
  /** Adds to a number in the filtered rows; gives their number. */
  increment<K extends NumberKey<E>>(name: K, by?: Amount<E[K]>): Promise<number>;
  /** Deletes the filtered rows; gives their number. @throws UnfilteredChangeError (OXY-Q004) */
  delete(): Promise<number>;
}

/** A query of whatever entity that gives rows of R. */
// PERF: only what tells queries from other things, for `Query<any, R, any>` compares all members, and refuses repositories.
export interface AnyQuery<out R> {
  all(): Promise<R[]>;
  exists(): Promise<boolean>;
  sql(): Promise<CompiledSql>;
}

/** Groups that wait for their aggregates. */
export interface Groups<E, A, G> {
  aggregate<P extends Projection>(make: (row: Cols<E & A>) => P & Fresh<P, G>): Query<{}, Merged<G, Values<P>>, Merged<G, Values<P>>>;
}

/** What can be added to a number, a bigint or a decimal. */
type Amount<V> = V & Solid extends number ? number : V & Solid extends bigint ? bigint | number : Decimal | number;
