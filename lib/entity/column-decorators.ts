// The types of column decorators: each refuses a property whose type is not the column's.
import type { Carries, Hidden, HiddenSymbol, JsonValue, NotHidden, Solid } from './brands.js';
import type { ElementKind } from './column-type.js';

/** What a compile error shows when a property is not what its decorator needs. */
export interface PropertyMustBe<Expected> extends Carries<Expected> {}

/** Decorates a property whose type is V or narrower. */
export interface ColumnOf<V> {
  <K extends string>(target: { [P in K]: V & NotHidden }, key: K): void;
}
// PERF: concrete interfaces for the common kinds cost 4 instantiations per use, ColumnOf<V> costs 11.
export interface StringColumn {
  <K extends string>(target: { [P in K]: string & NotHidden }, key: K): void;
}
export interface NumberColumn {
  <K extends string>(target: { [P in K]: number & NotHidden }, key: K): void;
}
export interface BooleanColumn {
  <K extends string>(target: { [P in K]: boolean & NotHidden }, key: K): void;
}
export interface DateColumn {
  <K extends string>(target: { [P in K]: Date & NotHidden }, key: K): void;
}
/** Decorates a property of type `V | null`. */
export interface NullableColumnOf<V> {
  <T extends { [P in K]: (V & NotHidden) | null }, K extends string>(
    target: T,
    key: null extends T[K] ? K : PropertyMustBe<V | null>,
  ): void;
}
export interface NullableStringColumn {
  <T extends { [P in K]: (string & NotHidden) | null }, K extends string>(
    target: T,
    key: null extends T[K] ? K : PropertyMustBe<string | null>,
  ): void;
}
export interface NullableNumberColumn {
  <T extends { [P in K]: (number & NotHidden) | null }, K extends string>(
    target: T,
    key: null extends T[K] ? K : PropertyMustBe<number | null>,
  ): void;
}
/** Decorates a property of type `Hidden<V>`. */
export interface HiddenColumnOf<V> {
  <T, K extends keyof T>(
    target: T & (HiddenSymbol extends keyof (T[K] & Solid) ? { [P in K]: V } : PropertyMustBe<Hidden<V & Solid>>),
    key: K,
  ): void;
}
type ColumnFor<V, N, H> = H extends true
  ? HiddenColumnOf<N extends true ? V | null : V>
  : N extends true
    ? [V] extends [string]
      ? NullableStringColumn
      : [V] extends [number]
        ? NullableNumberColumn
        : NullableColumnOf<V>
    : [V, string] extends [string, V]
      ? StringColumn
      : [V, number] extends [number, V]
        ? NumberColumn
        : [V, boolean] extends [boolean, V]
          ? BooleanColumn
          : [V, Date] extends [Date, V]
            ? DateColumn
            : ColumnOf<V>;
/** `@Column()`: the kind is what `design:type` says. */
export interface BareColumn {
  <T, K extends keyof T>(
    target: T &
      ([T[K]] extends [string] | [number] | [boolean] | [Date] | [bigint]
        ? unknown
        : PropertyMustBe<string | number | boolean | Date | bigint>),
    key: K,
  ): void;
}

/** Options of every column. */
export interface ColumnOptions<N extends boolean = boolean, H extends boolean = boolean> {
  readonly nullable?: N;
  /** Not selected, in no view; the property's type must be `Hidden<...>`. */
  readonly hidden?: H;
  /** The stored name. */
  readonly column?: string;
  /** A type of the database, such as `CITEXT`. */
  readonly type?: string;
  readonly collation?: string;
  readonly comment?: string;
  readonly unique?: boolean;
  readonly index?: boolean;
  /** An SQL expression: the database fills the column when it is left out. */
  readonly databaseDefault?: string;
  /** An SQL expression: a stored generated column, never written. */
  readonly generatedAs?: string;
}
export interface ValueOptions<V, N extends boolean, H extends boolean> extends ColumnOptions<N, H> {
  /** A value, or a function that makes one for each row. */
  readonly default?: V | (() => V);
}
export interface TextOptions<N extends boolean, H extends boolean> extends ValueOptions<string, N, H> {
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: RegExp;
}
export interface NumberOptions<N extends boolean, H extends boolean> extends ValueOptions<number, N, H> {
  readonly min?: number;
  readonly max?: number;
}
export interface DecimalOptions<N extends boolean, H extends boolean> extends ValueOptions<string, N, H> {
  readonly precision: number;
  readonly scale: number;
}
export interface ArrayOptions<V, N extends boolean, H extends boolean> extends ValueOptions<V, N, H> {
  /** Characters of each element. */
  readonly maxLength?: number;
}
/** The TypeScript types of array elements, by kind. */
export interface ElementTypes {
  string: string;
  text: string;
  int: number;
  float: number;
  boolean: boolean;
  uuid: string;
  bigint: bigint;
  decimal: string;
  date: string;
  time: string;
  timestamp: Date;
  localTimestamp: string;
  duration: number;
  bytes: Uint8Array;
}
/** INVARIANT: one type for each kind of element. */
export type KnownElements = ElementKind extends keyof ElementTypes ? true : never;

type TextKind = <N extends boolean = false, H extends boolean = false>(options?: TextOptions<N, H>) => ColumnFor<string, N, H>;
type NumberKind = <N extends boolean = false, H extends boolean = false>(options?: NumberOptions<N, H>) => ColumnFor<number, N, H>;
type ValueKind<V> = <N extends boolean = false, H extends boolean = false>(options?: ValueOptions<V, N, H>) => ColumnFor<V, N, H>;

/** What a compile error shows for `json<any>` and `json<unknown>`: with these no brand test can tell a column. */
export interface UseJsonValue extends Carries<JsonValue> {}

/** T is written out, so nothing else can be inferred: nullable columns have a signature of their own. */
interface JsonKind {
  <T>(options: ValueOptions<T, true, false> & { readonly nullable: true }): unknown extends T ? UseJsonValue : NullableColumnOf<T>;
  <T>(options?: ValueOptions<T, false, false>): unknown extends T ? UseJsonValue : ColumnOf<T>;
}

/** `@Column` and its kinds. */
export interface ColumnDecorators {
  /** The kind is taken from `design:type`: string, number, boolean, Date or bigint, not nullable. */
  (options?: ColumnOptions<false, false>): BareColumn;
  string: TextKind;
  text: TextKind;
  uuid: ValueKind<string>;
  /** `'YYYY-MM-DD'`. */
  date: ValueKind<string>;
  /** `'HH:mm:ss[.ffffff]'`. */
  time: ValueKind<string>;
  /** A date and time of no zone, `'YYYY-MM-DDTHH:mm:ss[.ffffff]'`. */
  localTimestamp: ValueKind<string>;
  /** An exact number in a string. */
  decimal<N extends boolean = false, H extends boolean = false>(options: DecimalOptions<N, H>): ColumnFor<string, N, H>;
  /** A safe integer, stored in 64 bits. */
  int: NumberKind;
  float: NumberKind;
  /** Whole milliseconds. */
  duration: NumberKind;
  bigint: ValueKind<bigint>;
  boolean: ValueKind<boolean>;
  /** An instant, in milliseconds. */
  timestamp: ValueKind<Date>;
  bytes: ValueKind<Uint8Array>;
  enum<const E extends Record<string, string | number>, N extends boolean = false, H extends boolean = false>(
    values: E,
    options?: ValueOptions<E[keyof E], N, H>,
  ): ColumnFor<E[keyof E], N, H>;
  json: JsonKind;
  array<E extends keyof ElementTypes, N extends boolean = false, H extends boolean = false>(
    of: E,
    options?: ArrayOptions<ElementTypes[E][], N, H>,
  ): ColumnFor<ElementTypes[E][], N, H>;
}
