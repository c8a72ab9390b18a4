// The types of what queries take and give: orders, relations to load, patches, pages.
import type { Bare, Carries, GeneratedSymbol, Many, One, Solid, Target, ValueSymbol } from '../../entity/brands.js';
import type { Loaded } from '../../entity/inputs.js';
import type { ColumnKey, OneKey, RelationKey } from '../../entity/keys.js';
import type { Cols, Expr, Order } from '../../expression/types/columns.js';
import type { Filter } from '../../expression/types/where.js';

export type Signed<K extends string> = K | `-${K}`;
type Path<T, K extends keyof T & string> = { [P in K]: `${P}.${ColumnKey<Target<T[P]>>}` }[K];

/** `'title' | '-title' | 'author.name' | '-author.name'`; deeper paths are written as a lambda. */
export type OrderKey<T> = Signed<ColumnKey<T> | Path<T, OneKey<T>>>;

/** `(row) => row.views.desc()`; an expression alone ascends. */
export interface OrderLambda<T> {
  (row: Cols<T>): Order | Expr<unknown> | readonly (Order | Expr<unknown>)[];
}

/**
 * Infers S from an argument without widening the parameter: it is `unknown` once S is known, so `Spec & Capture<S>` keeps the
 * excess property checks, completions and symbol links of Spec at every level.
 */
export type Capture<S> = [S] extends [never] ? S : unknown;

/** The to-one relations that `join` can load. */
export type JoinSpec<T> = JoinFields<T, OneKey<T>>;
type JoinFields<T, K extends keyof T> = { readonly [P in K]?: true | JoinSpec<Target<T[P]>> };

/** How one relation is prefetched; `limit` and `offset` count for each parent. */
export interface PrefetchOptions<T> {
  readonly filter?: Filter<T>;
  readonly exclude?: Filter<T>;
  readonly orderBy?: OrderKey<T> | OrderLambda<T> | readonly (OrderKey<T> | OrderLambda<T>)[];
  readonly limit?: number;
  readonly offset?: number;
  readonly join?: JoinSpec<T>;
  readonly prefetch?: PrefetchSpec<T>;
  /** The class of a many-to-many relation's through rows: each row then holds its own as `through`. */
  readonly through?: { readonly prototype: object };
}

/** The relations that `prefetch` can load. */
export type PrefetchSpec<T> = PrefetchFields<T, RelationKey<T>>;
type PrefetchFields<T, K extends keyof T> = { readonly [P in K]?: true | PrefetchOptions<Target<T[P]>> };

/** The relations of a prefetch as they are once loaded. */
export type Fetched<T, S> = {
  readonly [K in keyof S & keyof T]: T[K] extends Many<infer U>
    ? SubRow<U, S[K]>[]
    : T[K] extends One<infer U>
      ? SubRow<U, S[K]>
      : SubRow<Target<T[K]>, S[K]> | null;
};
type SubRow<U, X> = X extends true
  ? U
  : (X extends { readonly join: infer J } ? Loaded<U, J> : U) &
      (X extends { readonly prefetch: infer P } ? Fetched<U, P> : unknown) &
      (X extends { readonly through: { readonly prototype: infer H } } ? { readonly through: H } : unknown);

/** Named expressions. */
export type Projection = Record<string, Expr<unknown>>;
/** The values of named expressions. */
// PERF: read by its symbol; `A[K] extends Expr<infer V>` compares all members.
export type Values<A extends Projection> = { -readonly [K in keyof A]: A[K][ValueSymbol] };

/** What a name must not be: one that the row has. */
export interface NameIsTaken<N> extends Carries<[never, N]> {}
/** Refuses names that T has. */
// PERF: one test for all names; one for each costs ten instantiations per name and use.
export type Fresh<P, T> = [keyof P & keyof T] extends [never] ? unknown : NameIsTaken<keyof P & keyof T>;
/** Refuses a name that T has. */
export type Untaken<N, T> = N extends keyof T ? NameIsTaken<N> : unknown;

/** What a joined query is to the rows: behind a left join every value may be null. */
export type Joined<U, L> = 'left' extends L ? One<U> | null : One<U>;

/** What rows of set operations must not be: of other names or types. */
export interface RowsMustBeAlike extends Carries<never> {}
/** Refuses rows of other names, or of types of which none holds the other. */
export type Alike<S, T> = [keyof S, keyof T] extends [keyof T, keyof S]
  ? [T] extends [S]
    ? unknown
    : [S] extends [T]
      ? unknown
      : RowsMustBeAlike
  : RowsMustBeAlike;
/** The one that holds the other. */
export type Wider<S, T> = [T] extends [S] ? S : T;

/** The properties of both. */
export type Merged<X, Y> = { [K in keyof X | keyof Y]: K extends keyof Y ? Y[K] : X[K & keyof X] };

/** What `update()` accepts: values, or expressions over the row's own columns. */
export type Patch<T> = Patches<T, ColumnKey<T>>;
type Patches<T, K extends keyof T> = { [P in K]?: PatchValue<T, T[P]> };
/** What an update shows for a generated column. */
export interface WrittenByTheDatabase extends Carries<never> {}
type PatchValue<T, V> = GeneratedSymbol extends keyof (V & Solid) ? WrittenByTheDatabase : Bare<V> | ((row: Cols<T>) => Expr<Bare<V>>);

/** One page; `pages` is 0 when there are no rows. */
export interface Page<R> {
  readonly items: R[];
  readonly total: number;
  readonly page: number;
  readonly size: number;
  readonly pages: number;
}

/** How rows are locked. */
export interface LockOptions {
  /** Fail at once when a row is locked. */
  readonly nowait?: boolean;
  /** Leave locked rows out. */
  readonly skipLocked?: boolean;
  /** Joined relations whose rows are locked, too. */
  readonly of?: string | readonly string[];
}

/** Which page: after or before the place of a token; the first one without. */
export interface CursorOptions {
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  /** The most rows. */
  readonly size: number;
}

/** One page by keys, with tokens for its neighbours; null where there is none. */
export interface CursorPage<R> {
  readonly items: R[];
  readonly next: string | null;
  readonly previous: string | null;
}
