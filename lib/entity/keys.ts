// The property names of an entity by kind; each is computed once per entity.
import type { ColumnValue, DecimalSymbol, Many, One, Solid } from './brands.js';

/** One pass per entity: [column, to-one, any relation] names of each property. */
// PERF: a union of tuples is read by index at no cost; three mapped types cost 96 instantiations each.
type Kinds<T, K extends keyof T & string = keyof T & string> = { [P in K]: KindOf<T[P], P> }[K];
type KindOf<V, K> = [V] extends [ColumnValue | null]
  ? [K, never, never]
  : [V] extends [One<unknown> | null]
    ? [never, K, K]
    : [V] extends [Many<unknown>]
      ? [never, never, K]
      : never;

/** Names of columns. */
export type ColumnKey<T> = Kinds<T>[0];
/** Names of to-one relations. */
export type OneKey<T> = Kinds<T>[1];
/** Names of relations. */
export type RelationKey<T> = Kinds<T>[2];
/** Names of columns that hold numbers, decimals included. */
export type NumberKey<T> = NumberIn<T, ColumnKey<T>>;
type NumberIn<T, K extends keyof T> = {
  [P in K]: T[P] extends number | bigint | null ? P : DecimalSymbol extends keyof (T[P] & Solid) ? P : never;
}[K];
