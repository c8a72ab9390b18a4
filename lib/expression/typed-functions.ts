// The functions over expressions with the types that programs see.
import type { Decimal, Solid } from '../entity/brands.js';
import * as untyped from './functions.js';
import type { Col, DateExpr, Expr, NumberExpr, OrderedExpr, Operand, StringExpr } from './types/columns.js';

type Text<V> = StringExpr<string | (V & null)>;
type Null<V> = Extract<V, null>;

interface TextFunction {
  <V extends string | null>(of: Expr<V>): Text<V>;
}
interface NumberFunction {
  <V>(of: NumberExpr<V>): NumberExpr<V>;
}
/** Null when each of the operands may be. */
type NullOfAll<O> = [Certain<O>] extends [never] ? null : never;
type Certain<O> = O extends Expr<infer W> ? (null extends W ? never : true) : O extends null ? never : true;
type Others<V> = readonly Operand<V | null>[];
interface Coalesce {
  <V extends string | null, O extends Others<string>>(of: StringExpr<V>, ...others: O): StringExpr<(V & Solid) | NullOfAll<O[number]>>;
  <V extends number | bigint | Decimal | null, O extends Others<V>>(
    of: NumberExpr<V>,
    ...others: O
  ): NumberExpr<(V & Solid) | NullOfAll<O[number]>>;
  <V extends Date | null, O extends Others<Date>>(of: DateExpr<V>, ...others: O): DateExpr<(V & Solid) | NullOfAll<O[number]>>;
  <V, O extends Others<V>>(of: Expr<V>, ...others: O): Col<(V & Solid) | NullOfAll<O[number]>>;
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

/** The number without a fraction, or with so many digits of it; halves away from zero. */
export const round = untyped.round as unknown as <V>(of: NumberExpr<V>, digits?: number) => NumberExpr<V>;

/** The next whole number downwards. */
export const floor = untyped.floor as unknown as NumberFunction;

/** The next whole number upwards. */
export const ceil = untyped.ceil as unknown as NumberFunction;

/** The time at which the statement runs. */
export const now = untyped.now as unknown as () => DateExpr<Date> & OrderedExpr<Date>;

/** -1, 0 or 1. */
export const sign = untyped.sign as unknown as <V>(of: NumberExpr<V>) => NumberExpr<number | (V & null)>;

/** A number to a power, as a float. */
export const power = untyped.power as unknown as <V>(of: NumberExpr<V>, exponent: Operand<V & Solid>) => NumberExpr<number | null>;

/** The square root, as a float; NULL of a negative number. */
export const sqrt = untyped.sqrt as unknown as (of: NumberExpr<unknown>) => NumberExpr<number | null>;

/** A float from 0 to 1, another for each row. */
export const random = untyped.random as unknown as () => NumberExpr<number>;

interface Alike {
  <V>(of: Expr<V>, ...others: readonly Operand<V & Solid>[]): Col<V>;
}

/** The greatest of the values; NULL when one is. */
export const greatest = untyped.greatest as unknown as Alike;

/** The least of the values; NULL when one is. */
export const least = untyped.least as unknown as Alike;

/** The first value, or NULL when it equals the second. */
export const nullIf = untyped.nullIf as unknown as <V>(of: Expr<V>, other: Operand<V & Solid>) => Col<V | null>;

type TextOperand = string | Expr<string | null>;
type Whole = number | NumberExpr<number>;

/** The text without spaces at its start. */
export const trimStart = untyped.trimStart as unknown as TextFunction;

/** The text without spaces at its end. */
export const trimEnd = untyped.trimEnd as unknown as TextFunction;

/** The text filled up at its start to so many characters; a longer one stays as it is. */
export const padStart = untyped.padStart as unknown as <V extends string | null>(of: Expr<V>, size: Whole, fill?: string) => Text<V>;

/** The text filled up at its end to so many characters; a longer one stays as it is. */
export const padEnd = untyped.padEnd as unknown as <V extends string | null>(of: Expr<V>, size: Whole, fill?: string) => Text<V>;

/** The text so many times. */
export const repeat = untyped.repeat as unknown as <V extends string | null>(of: Expr<V>, times: Whole) => Text<V>;

/** The text with each `search` replaced. */
export const replace = untyped.replace as unknown as <V extends string | null>(
  of: Expr<V>,
  search: TextOperand,
  by: TextOperand,
) => Text<V>;

/** A part of the text from `start`, counted from 1; to its end without `size`. */
export const substring = untyped.substring as unknown as <V extends string | null>(of: Expr<V>, start: Whole, size?: Whole) => Text<V>;

/** The place of a text in another, counted from 1; 0 when it is not there. */
export const indexOf = untyped.indexOf as unknown as <V extends string | null>(
  of: Expr<V>,
  search: TextOperand,
) => NumberExpr<number | (V & null)>;
