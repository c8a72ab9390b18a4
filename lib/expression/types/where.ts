// The types of filters: conditions by property, nested through relations.
import type { Bare, ComputedSymbol, Decimal, DecimalSymbol, JsonValue, Many, One, Solid } from '../../entity/brands.js';
import type { Cols, Condition, Listed, NotAColumn } from './columns.js';

/** Lookups that every kind has. */
export interface AnyLookup<V> {
  eq?: V;
  ne?: V;
  in?: readonly V[] | Listed<V | null>;
  notIn?: readonly V[] | Listed<V | null>;
  isNull?: boolean;
}

export interface OrderedLookup<V> extends AnyLookup<V> {
  gt?: V;
  gte?: V;
  lt?: V;
  lte?: V;
  between?: readonly [V, V];
}

/** Lookups that begin with `i` ignore case. */
export interface StringLookup extends OrderedLookup<string> {
  contains?: string;
  icontains?: string;
  startsWith?: string;
  istartsWith?: string;
  endsWith?: string;
  iendsWith?: string;
  iexact?: string;
  regex?: string | RegExp;
}

/** Parts are those of the time in the zone of the data source, UTC unless it says otherwise. */
export interface DateLookup extends OrderedLookup<Date> {
  year?: number | OrderedLookup<number>;
  month?: number | OrderedLookup<number>;
  day?: number | OrderedLookup<number>;
  week?: number | OrderedLookup<number>;
  hour?: number | OrderedLookup<number>;
  date?: string | OrderedLookup<string>;
}

export interface ArrayLookup<V> {
  eq?: readonly V[];
  ne?: readonly V[];
  has?: V;
  hasAny?: readonly V[];
  hasAll?: readonly V[];
  isEmpty?: boolean;
  isNull?: boolean;
}

/** Lookups of a whole document. */
export interface JsonDocumentLookup<V> {
  eq?: V;
  ne?: V;
  path?: never;
  contains?: unknown;
  hasKey?: string;
  isNull?: boolean;
}

/** The others look at the place of `path`; `path` alone asks whether there is something. */
export interface JsonPlaceLookup {
  eq?: JsonValue;
  ne?: JsonValue;
  path: readonly (string | number)[];
  contains?: unknown;
  hasKey?: string;
  isNull?: boolean;
}

export type JsonLookup<V> = JsonDocumentLookup<V> | JsonPlaceLookup;

type Fn = (...args: never[]) => unknown;
type Field<V> = [V] extends [string | null]
  ? TextField<V & Solid> | (V & null)
  : [V] extends [number | null]
    ? NumberField<V & Solid> | (V & null)
    : [V] extends [Date | null]
      ? Date | DateLookup | (V & null)
      : [V] extends [One<infer U> | null]
        ? Where<U> | (V & null)
        : [V] extends [Many<infer U>]
          ? ManyWhere<U>
          : [V] extends [boolean | null]
            ? boolean | AnyLookup<boolean> | (V & null)
            : [V] extends [bigint | null]
              ? bigint | OrderedLookup<bigint> | (V & null)
              : [V] extends [Uint8Array | null]
                ? Uint8Array | AnyLookup<Uint8Array> | (V & null)
                : [V] extends [readonly (infer I)[] | null]
                  ? readonly I[] | ArrayLookup<I> | (V & null)
                  : [V] extends [Fn]
                    ? NotAColumn
                    : JsonLookup<V & Solid> | (V & null);
type TextField<V> = string extends V
  ? DecimalSymbol extends keyof V
    ? Decimal | OrderedLookup<Decimal>
    : ComputedSymbol extends keyof V
      ? NotAColumn
      : string | StringLookup
  : Bare<V> | AnyLookup<Bare<V>>;
type NumberField<V> = number extends V ? number | OrderedLookup<number> : Bare<V> | AnyLookup<Bare<V>>;

/** Conditions made of conditions. */
export interface Logic<T> {
  and?: readonly Where<T>[];
  or?: readonly Where<T>[];
  not?: Where<T>;
}

/** Conditions by property, nested through relations to any depth. */
export type Where<T> = { [K in keyof T]?: Field<T[K]> } & Logic<T>;

/** Conditions on related rows: some row fulfils them, or as the quantifier says. */
export type ManyWhere<T> = Where<T> & Quantified<T>;
export interface Quantified<T> {
  /** Some related row fulfils the conditions. */
  some?: Where<T>;
  /** No related row fails the conditions. */
  every?: Where<T>;
  /** No related row fulfils the conditions. */
  none?: Where<T>;
}

/** The argument of `filter` and `exclude`: conditions by property, or an expression. */
// PERF: not `Where<T>`, although equal: a union's members are ordered by age, and TypeScript evaluates every property of an
// older object member (200 instantiations per entity) but none when the function comes first.
export type Filter<T> = RowCondition<T> | ({ [K in keyof T]?: Field<T[K]> } & Logic<T>);

/** A condition as a function of the row. */
export interface RowCondition<T> {
  (row: Cols<T>): Condition;
}
