// The functions over expressions with the types that programs see.
import type { Decimal, Solid } from '../entity/brands.js';
import * as untyped from './functions.js';
import type { DateExpr, Expr, NumberExpr, OrderedExpr, Operand, StringExpr } from './types/columns.js';

type Text<V> = StringExpr<string | (V & null)>;
type Null<V> = Extract<V, null>;

interface TextFunction {
  <V extends string | null>(of: Expr<V>): Text<V>;
}
interface NumberFunction {
  <V>(of: NumberExpr<V>): NumberExpr<V>;
}
interface Coalesce {
  <V extends string | null, W extends string | null>(of: StringExpr<V>, ...others: readonly Operand<W>[]): StringExpr<(V & Solid) | W>;
  <V extends number | bigint | Decimal | null, W extends V | null>(
    of: NumberExpr<V>,
    ...others: readonly Operand<W>[]
  ): NumberExpr<(V & Solid) | Null<W>>;
  <V extends Date | null, W extends Date | null>(of: DateExpr<V>, ...others: readonly Operand<W>[]): DateExpr<(V & Solid) | W>;
  <V, W>(of: Expr<V>, ...others: readonly Operand<W>[]): Expr<(V & Solid) | W>;
}

/** The text in lower case. */
export const lower = untyped.lower as unknown as TextFunction;

/** The text in upper case. */
export const upper = untyped.upper as unknown as TextFunction;

/** The text without spaces at both ends. */
export const trim = untyped.trim as unknown as TextFunction;

/** The number of characters. */
export const length = untyped.length as unknown as <V extends string | null>(of: Expr<V>) => NumberExpr<number | (V & null)>;

/** The texts one after the other; NULL when one of them is. Texts of the program may stand for themselves. */
export const concat = untyped.concat as unknown as <V>(...parts: readonly (string | Expr<V>)[]) => StringExpr<string | Null<V>>;

/** The first value that is not NULL. */
export const coalesce = untyped.coalesce as unknown as Coalesce;

/** The number without its sign. */
export const abs = untyped.abs as unknown as NumberFunction;

/** The nearest whole number, halves away from zero. */
export const round = untyped.round as unknown as NumberFunction;

/** The next whole number downwards. */
export const floor = untyped.floor as unknown as NumberFunction;

/** The next whole number upwards. */
export const ceil = untyped.ceil as unknown as NumberFunction;

/** The time at which the statement runs. */
export const now = untyped.now as unknown as () => DateExpr<Date> & OrderedExpr<Date>;
