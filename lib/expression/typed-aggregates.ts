// Aggregates and window functions with the types that programs see.
import type { Solid } from '../entity/brands.js';
import * as untyped from './aggregates.js';
import type { Col, Cols, Condition, Expr, ManyExpr, NumberExpr, Order } from './types/columns.js';
import * as windows from './windows.js';

/** Which rows a window function sees, and in which order. */
export interface Window {
  readonly partitionBy?: Expr<unknown> | readonly Expr<unknown>[];
  readonly orderBy?: Order | Expr<unknown> | readonly (Order | Expr<unknown>)[];
  /** From start to end, as rows before (negative) and after the current one; null is without bound. */
  readonly frame?: { readonly rows: Frame } | { readonly range: Frame } | { readonly groups: Frame };
}
type Frame = readonly [start: number | null, end: number | null];

/** A function that is computed over a window. */
export interface Windowed<V> {
  /** Computed over the rows of the same partition; with an order, over those up to the row. */
  over(window?: Window): Col<V>;
}

/** How rows are aggregated. */
export interface AggregateOptions {
  /** Equal values count once. */
  readonly distinct?: boolean;
  /** Only these rows count. */
  readonly filter?: Condition;
}

/** How related rows are aggregated. */
export interface RelatedOptions<U> {
  readonly distinct?: boolean;
  readonly filter?: (row: Cols<U>) => Condition;
}

/** An aggregate: of a group, of all rows, or of a window. */
export type Aggregated<V> = Col<V> & Windowed<V>;

interface Count {
  (options?: AggregateOptions): Aggregated<number>;
  (of: Expr<unknown>, options?: AggregateOptions): Aggregated<number>;
  <U>(of: ManyExpr<U>, options?: RelatedOptions<U>): NumberExpr<number>;
  <U>(of: ManyExpr<U>, value: (row: Cols<U>) => Expr<unknown>, options?: RelatedOptions<U>): NumberExpr<number>;
}
interface Sum {
  <V>(of: NumberExpr<V>, options?: AggregateOptions): Aggregated<(V & Solid) | null>;
  <U, V>(of: ManyExpr<U>, value: (row: Cols<U>) => NumberExpr<V>, options?: RelatedOptions<U>): NumberExpr<(V & Solid) | null>;
}
interface Average {
  (of: NumberExpr<unknown>, options?: AggregateOptions): Aggregated<number | null>;
  <U>(of: ManyExpr<U>, value: (row: Cols<U>) => NumberExpr<unknown>, options?: RelatedOptions<U>): NumberExpr<number | null>;
}
interface Extreme {
  <V>(of: Expr<V>, options?: AggregateOptions): Aggregated<(V & Solid) | null>;
  <U, V>(of: ManyExpr<U>, value: (row: Cols<U>) => Expr<V>, options?: RelatedOptions<U>): Col<(V & Solid) | null>;
}

/**
 * The number of rows, of values that are not NULL, or of related rows.
 *
 * @example
 * posts.annotate((p) => ({ comments: count(p.comments), open: count(p.comments, { filter: (c) => c.hidden.eq(false) }) }));
 * posts.groupBy('status').aggregate((p) => ({ posts: count(), authors: count(p.authorId, { distinct: true }) }));
 */
export const count = untyped.count as unknown as Count;

/** The sum of the values that are not NULL; NULL when there are none. */
export const sum = untyped.sum as unknown as Sum;

/** The mean of the values that are not NULL, as a float. */
export const avg = untyped.avg as unknown as Average;

export const min = untyped.min as unknown as Extreme;

export const max = untyped.max as unknown as Extreme;

/** The number of the row in its partition, from 1. */
export const rowNumber = windows.rowNumber as unknown as () => Windowed<number>;

/** The place of the row; rows of the same order share one, and leave gaps. */
export const rank = windows.rank as unknown as () => Windowed<number>;

/** The place of the row without gaps. */
export const denseRank = windows.denseRank as unknown as () => Windowed<number>;

/** The place of the row from 0 to 1. */
export const percentRank = windows.percentRank as unknown as () => Windowed<number>;

/** The share of rows up to this one. */
export const cumeDist = windows.cumeDist as unknown as () => Windowed<number>;

/** The number of the part, when the partition is cut into so many of about the same size. */
export const ntile = windows.ntile as unknown as (parts: number) => Windowed<number>;

/** The value of the row so many rows before; `otherwise`, or NULL, where there is none. */
export const lag = windows.lag as unknown as <V>(of: Expr<V>, offset?: number, otherwise?: V & Solid) => Windowed<V | null>;

/** The value of the row so many rows after; `otherwise`, or NULL, where there is none. */
export const lead = windows.lead as unknown as <V>(of: Expr<V>, offset?: number, otherwise?: V & Solid) => Windowed<V | null>;

/** The value of the first row of the frame. */
export const firstValue = windows.firstValue as unknown as <V>(of: Expr<V>) => Windowed<V | null>;

/** The value of the last row of the frame, which ends at the current row unless the window says otherwise. */
export const lastValue = windows.lastValue as unknown as <V>(of: Expr<V>) => Windowed<V | null>;

/** The value of a row of the frame, counted from 1. */
export const nthValue = windows.nthValue as unknown as <V>(of: Expr<V>, place: number) => Windowed<V | null>;
