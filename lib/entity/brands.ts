// Brands: phantom marks on property types that say who writes a column and who sees it; no value ever owns one.

declare const ONE: unique symbol;
declare const MANY: unique symbol;
declare const BARE: unique symbol;
declare const GENERATED: unique symbol;
declare const MAY: unique symbol;
declare const HIDDEN: unique symbol;
declare const COMPUTED: unique symbol;
declare const DECIMAL: unique symbol;
declare const VALUE: unique symbol;
declare const OPTIONAL: unique symbol;

/** Anything but null and undefined: write `HasDefault<string> | null`, never `HasDefault<string | null>`. */
export type Solid = NonNullable<unknown>;

// INVARIANT: each mark is an exported interface: a type literal with a private symbol cannot be named in a user's .d.ts (TS4020).
export interface GeneratedMark<B> {
  readonly [GENERATED]?: true;
  readonly [MAY]?: true;
  readonly [BARE]?: B;
}
export interface DefaultMark<B> {
  readonly [MAY]?: true;
  readonly [BARE]?: B;
}
export interface HiddenMark<B> {
  readonly [HIDDEN]?: true;
  readonly [BARE]?: B;
}
export interface ComputedMark<B> {
  readonly [COMPUTED]?: true;
  readonly [BARE]?: B;
}
export interface DecimalMark {
  readonly [DECIMAL]?: true;
}

/** A column that only the database or Oxyde writes: never in create or update input. */
export type Generated<T extends Solid> = T & GeneratedMark<Bare<T>>;
/** A column with a default: optional in create input. */
export type HasDefault<T extends Solid> = T & DefaultMark<Bare<T>>;
/** A column that no view shows; its decorator must say `hidden: true`. */
export type Hidden<T extends Solid> = T & HiddenMark<Bare<T>>;
/** A getter or property that is no column: not usable in queries. */
export type Computed<T extends Solid> = T & ComputedMark<Bare<T>>;
/** An exact decimal number, held in a string: queries treat it as a number. */
export type Decimal = string & DecimalMark;

/** A to-one relation that is not loaded: it has no members. `join({ name: true })` loads it. */
export interface One<out T> {
  readonly [ONE]: T;
}
/** A to-many relation that is not loaded: it has no members. `prefetch({ name: true })` loads it. */
export interface Many<out T> {
  readonly [MANY]: T;
}

// swc keeps imports of brands, so each needs something at run time under its name. It becomes the property's `design:type`, which
// is Object with other compilers: class-transformer makes instances of it.
export const Generated: ObjectConstructor = Object;
export const HasDefault: ObjectConstructor = Object;
export const Hidden: ObjectConstructor = Object;
export const Computed: ObjectConstructor = Object;
export const Decimal: ObjectConstructor = Object;
export const One: ObjectConstructor = Object;
export const Many: ObjectConstructor = Object;

/** `declare readonly [optional]?: 'status'`: columns with a default whose type is a union of literals, where a brand would hurt. */
export const optional: typeof OPTIONAL = Symbol.for('oxyde:optional') as typeof OPTIONAL;

/** The value without its brands: what a user writes by hand. */
export type Bare<V> = typeof BARE extends keyof (V & Solid)
  ? V & Solid extends { readonly [BARE]?: infer U }
    ? U | (V & null)
    : never
  : V;

/** The entity behind a relation property. */
export type Target<V> = V & Solid extends One<infer U> ? U : V & Solid extends Many<infer U> ? U : never;

/** JSON of no known shape; SQL NULL is outside of it. */
export type JsonValue = string | number | boolean | { readonly [key: string]: JsonValue | null } | readonly (JsonValue | null)[];

/** The type-level symbols, for the type halves of other rooms. */
export type BareSymbol = typeof BARE;
export type GeneratedSymbol = typeof GENERATED;
export type HiddenSymbol = typeof HIDDEN;
export type ComputedSymbol = typeof COMPUTED;
export type DecimalSymbol = typeof DECIMAL;
export type OptionalSymbol = typeof OPTIONAL;
export type ValueSymbol = typeof VALUE;
/** What a compile error carries beside its name. */
export interface Carries<V> {
  readonly [VALUE]: V;
}
/** A column that is not declared `Hidden`. */
export interface NotHidden {
  readonly [HIDDEN]?: never;
}

// A brand is an optional property, so `V extends { [BRAND]?: true }` also holds for `Record<string, unknown>`. The tests are
// the other way round: a value without the brand fits `{ [BRAND]?: never }`. `toString` is required because TypeScript
// compares no primitive with a type whose properties are all optional. Functions are what has Symbol.hasInstance.
interface Value {
  toString(): string;
}
export interface ColumnValue extends Value {
  readonly [ONE]?: never;
  readonly [MANY]?: never;
  readonly [COMPUTED]?: never;
  readonly [Symbol.hasInstance]?: never;
}
export interface RequiredValue extends Value {
  readonly [MAY]?: never;
}
export interface ShownValue extends Value {
  readonly [HIDDEN]?: never;
}
