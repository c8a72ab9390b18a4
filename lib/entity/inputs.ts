// Rows and inputs of an entity as plain data, by its property types.
import type { Bare, GeneratedSymbol, Many, One, OptionalSymbol, RequiredValue, ShownValue, Solid } from './brands.js';
import type { ColumnKey } from './keys.js';

/** The columns of an entity as plain data: no relations, methods or brands. */
export type RowOf<T> = Row<T, ColumnKey<T>>;
/** Some columns of an entity as plain data. */
export type Row<T, K extends keyof T> = { -readonly [P in K]: Bare<T[P]> };

/** What a generated column is in an input: nothing. */
type Input<V> = GeneratedSymbol extends keyof (V & Solid) ? never : Bare<V>;
type OptionalName<T> = T extends { readonly [P in OptionalSymbol]?: infer K } ? K : never;
type MustOf<T> = OptionalSymbol extends keyof T ? MustKey<T, Exclude<ColumnKey<T>, OptionalName<T>>> : MustKey<T, ColumnKey<T>>;
type MustKey<T, K extends keyof T> = { [P in K]: T[P] extends RequiredValue ? P : never }[K];
type Inputs<T, K extends keyof T> = { [P in K]?: Input<T[P]> };

/** Input of `create`: generated columns are forbidden; nullable ones and those with a default are optional. */
export type CreateOf<T> = Row<T, MustOf<T>> & Inputs<T, ColumnKey<T>>;
/** Input of an update by values. */
export type UpdateOf<T> = Inputs<T, ColumnKey<T>>;
/** Columns that a view shows. */
export type ViewOf<T> = Row<T, VisibleKey<T>>;
type VisibleKey<T, K extends keyof T = ColumnKey<T>> = { [P in K]: T[P] extends ShownValue | null ? P : never }[K];

/** The primary key as `get` takes it: the value of a key of one column, or an object of columns. */
export type KeyOf<T> = { readonly [K in ColumnKey<T>]?: Bare<T[K]> } | (T extends { id: infer I } ? Bare<I> : string | number | bigint);

/** An entity with relations loaded: `Loaded<Post, { author: { company: true }, comments: true }>`. */
export type Loaded<T, S> = T & Overlay<T, S>;
/** The relations of S as they are once loaded. */
export type Overlay<T, S> = { readonly [K in keyof S & keyof T]: Filled<T[K], S[K]> };
type Filled<V, S> = V extends One<infer U> ? Sub<U, S> : V extends Many<infer U> ? Sub<U, S>[] : V;
type Sub<U, S> = S extends true ? U : U & Overlay<U, S>;
