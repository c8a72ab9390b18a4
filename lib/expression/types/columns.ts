// The types of expressions: what a lambda gets as its row, and what the columns of the row can do.
import type { DateSpan } from '../date-span.js';
import type { Bare, Carries, ComputedSymbol, DecimalSymbol, Decimal, Many, One, Solid } from '../../entity/brands.js';

/** What an expression of type V is compared with. */
export type Operand<V> = V | Expr<V | null>;

/** A query that gives single values. */
export interface Listed<out V> {
  all(): Promise<V[]>;
  exists(): Promise<boolean>;
}

/** Where NULLs go in an order. */
export interface NullsOptions {
  readonly nulls?: 'first' | 'last';
}

/** A value in SQL. */
export interface Expr<out V> extends Carries<V> {
  /** `null` means IS NULL. */
  eq(other: Operand<V>): Condition;
  /** As SQL's `<>`: NULL is not unequal to anything. */
  ne(other: Operand<V>): Condition;
  /** Takes a list, or a query that gives one column: `query.valuesList('id')`. */
  in(list: readonly (V & Solid)[] | Listed<V | null>): Condition;
  notIn(list: readonly (V & Solid)[] | Listed<V | null>): Condition;
  isNull(): Condition;
  isNotNull(): Condition;
  asc(options?: NullsOptions): Order;
  desc(options?: NullsOptions): Order;
}

/** A value that has an order. */
export interface OrderedExpr<out V> extends Expr<V> {
  gt(other: Operand<V & Solid>): Condition;
  gte(other: Operand<V & Solid>): Condition;
  lt(other: Operand<V & Solid>): Condition;
  lte(other: Operand<V & Solid>): Condition;
  between(low: Operand<V & Solid>, high: Operand<V & Solid>): Condition;
}

export interface NumberExpr<out V> extends OrderedExpr<V> {
  plus(other: Operand<V & Solid>): NumberExpr<V>;
  minus(other: Operand<V & Solid>): NumberExpr<V>;
  times(other: Operand<V & Solid>): NumberExpr<V>;
  /** A division by zero is NULL. */
  dividedBy(other: Operand<V & Solid>): NumberExpr<V | null>;
  /** A division by zero is NULL. */
  modulo(other: Operand<V & Solid>): NumberExpr<V | null>;
}

export interface StringExpr<out V> extends OrderedExpr<V> {
  contains(text: Operand<string>): Condition;
  icontains(text: Operand<string>): Condition;
  startsWith(text: Operand<string>): Condition;
  istartsWith(text: Operand<string>): Condition;
  endsWith(text: Operand<string>): Condition;
  iendsWith(text: Operand<string>): Condition;
  iexact(text: string): Condition;
  regex(pattern: string | RegExp): Condition;
}

/** Parts are those of the time in the zone of the data source, UTC unless it says otherwise. */
export interface DateExpr<out V> extends OrderedExpr<V> {
  year(): NumberExpr<number | (V & null)>;
  month(): NumberExpr<number | (V & null)>;
  day(): NumberExpr<number | (V & null)>;
  week(): NumberExpr<number | (V & null)>;
  hour(): NumberExpr<number | (V & null)>;
  date(): OrderedExpr<string | (V & null)>;
  /** Later by a span; a day that the month does not have becomes its last one. */
  plus(span: DateSpan): DateExpr<V>;
  minus(span: DateSpan): DateExpr<V>;
  /** The milliseconds from another moment to this one. */
  minus(other: Operand<V & Solid>): NumberExpr<number | (V & null)>;
}

export interface ArrayExpr<out V, in out I> extends Expr<V> {
  has(item: I): Condition;
  hasAny(items: readonly I[]): Condition;
  hasAll(items: readonly I[]): Condition;
  isEmpty(): Condition;
}

export interface JsonExpr<out V> extends Expr<V> {
  path(...keys: (string | number)[]): JsonExpr<unknown>;
  contains(document: unknown): Condition;
  hasKey(key: string): Condition;
}

export interface Condition extends Expr<boolean> {
  and(other: Condition): Condition;
  or(other: Condition): Condition;
  /** True where this is false or NULL. */
  not(): Condition;
}

/** A place in an order. */
export interface Order extends Carries<'order'> {}

/** A to-many relation inside an expression: semi-joins use it, and aggregates: `count(row.comments)`. */
export interface ManyExpr<in out U> extends Carries<Many<U>> {
  /** Some related row fulfils the condition; without one, there is a related row. */
  some(where?: (row: Cols<U>) => Condition): Condition;
  /** No related row fulfils the condition; without one, there is no related row. */
  none(where?: (row: Cols<U>) => Condition): Condition;
  /** No related row fails the condition. */
  every(where: (row: Cols<U>) => Condition): Condition;
}

/** What methods and computed properties are inside a filter or expression. */
export interface NotAColumn extends Carries<never> {}

type Fn = (...args: never[]) => unknown;
/** The expression of a value. */
export type Col<V> = [V] extends [string | null]
  ? TextCol<V & Solid, V & null>
  : [V] extends [number | null]
    ? number extends V & Solid
      ? NumberExpr<number | (V & null)>
      : NumberCol<V & Solid, V & null>
    : [V] extends [Date | null]
      ? DateExpr<Date | (V & null)>
      : [V] extends [One<infer U>]
        ? Cols<U>
        : [V] extends [One<infer U> | null]
          ? NullableCols<U>
          : [V] extends [Many<infer U> | null]
            ? ManyExpr<U>
            : [V] extends [boolean]
              ? Condition
              : [V] extends [boolean | null]
                ? Expr<boolean | null>
                : [V] extends [bigint | null]
                  ? NumberExpr<bigint | (V & null)>
                  : [V] extends [readonly (infer I)[] | null]
                    ? ArrayExpr<Bare<V>, I>
                    : [V] extends [Fn | null]
                      ? NotAColumn
                      : JsonExpr<Bare<V>>;
type TextCol<V, N> = string extends V
  ? DecimalSymbol extends keyof V
    ? NumberExpr<Decimal | N>
    : ComputedSymbol extends keyof V
      ? NotAColumn
      : StringExpr<string | N>
  : Expr<Bare<V> | N>;
/** A brand on a plain number keeps it a number; an enum is compared only. */
type NumberCol<V, N> = number extends Bare<V> ? NumberExpr<number | N> : Expr<Bare<V> | N>;

/** The columns of T as expressions: the parameter of every lambda. */
export type Cols<T> = { readonly [K in keyof T]-?: Col<T[K]> };
/** The same behind a nullable to-one relation: every value may be null. */
export type NullableCols<T> = { readonly [K in keyof T]-?: Col<T[K] | null> };
