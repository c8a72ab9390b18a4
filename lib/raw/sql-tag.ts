// The tag `dataSource.sql`: raw SQL whose interpolations are parameters; and `sql`, which makes pieces of it.
import type { EntityClass } from '../entity/entity-metadata.js';
import type { Branches } from './dialect-branch.js';
import { RawQuery, type RawTarget } from './raw-query.js';
import { isRowSchema, type RowSchema } from './row-schema.js';
import { fragmentOf, joinedFragment, listFragment, nameFragment, type SqlFragment, templateFragment } from './sql-fragment.js';
import type { SqlSource } from './sql-source.js';

/** A row as the database describes it. */
export type RawRow = Record<string, unknown>;

/**
 * Makes queries of the user's own SQL. Interpolated values are parameters, interpolated fragments become part of the text.
 *
 * @example
 * const rows = await dataSource.sql`select * from ${sql.id('posts')} where id in (${sql.list(ids)})`.all();
 * const posts = await dataSource.sql(Post)`select * from posts where views > ${10}`.all();
 */
export interface SqlTag extends SqlParts {
  (strings: TemplateStringsArray, ...values: unknown[]): RawQuery<RawRow>;
  /** Rows become instances of the entity; its columns have to be there, each once, and no others. */
  <T extends object>(entity: EntityClass<T>): (strings: TemplateStringsArray, ...values: unknown[]) => RawQuery<T>;
  /** Each row is checked by a Standard Schema, which may change it. */
  <T extends object>(schema: RowSchema<T>): (strings: TemplateStringsArray, ...values: unknown[]) => RawQuery<T>;
}

/** Pieces of SQL; nothing in them runs. */
export interface SqlParts {
  /** A piece that can be interpolated. */
  fragment(strings: TemplateStringsArray, ...values: unknown[]): SqlFragment;
  /** A quoted name, or several joined by dots: `sql.id('blog', 'posts')`. */
  id(...parts: string[]): SqlFragment;
  /** Values for `in (...)`. An empty list matches nothing, neither with `in` nor with `not in`. */
  list(values: readonly unknown[]): SqlFragment;
  /** Pieces or values with a separator; `, ` by default. The separator is written as it is: never take it from a request. */
  join(items: readonly unknown[], separator?: string): SqlFragment;
  /** A value as JSON, arrays included. */
  json(value: unknown): SqlFragment;
  /**
   * The piece for the server at hand. MariaDB takes that of `mysql` unless it has one of its own. A server without a piece is an
   * UnsupportedError (OXY-Q006) before anything runs.
   *
   * @example
   * sql.dialect({ postgres: sql`now()`, mysql: sql`now(3)`, sqlite: sql`datetime('now')` })
   */
  dialect(branches: Branches<SqlFragment>): SqlFragment;
  /** Text that becomes SQL as it is: the caller answers for it. Never give it anything from a request. */
  unsafe(text: string): SqlFragment;
}

/**
 * Makes pieces of SQL: the tag itself and its members.
 *
 * @example
 * const recent = sql`created_at > ${since}`;
 * const rows = await dataSource.sql`select * from posts where ${recent}`.all();
 */
export interface SqlPieces extends SqlParts {
  (strings: TemplateStringsArray, ...values: unknown[]): SqlFragment;
}

const fragment = (strings: TemplateStringsArray, ...values: unknown[]): SqlFragment => templateFragment(strings, values);

const members: SqlParts = {
  fragment,
  id: (...parts) => nameFragment(parts),
  list: (values) => listFragment(values),
  join: (items, separator = ', ') => joinedFragment(items, separator),
  json: (value) => fragmentOf([{ kind: 'value', value, type: { kind: 'json' } }]),
  dialect: (branches) => fragmentOf([{ kind: 'branches', branches: { ...branches } }]),
  unsafe: (text) => fragmentOf([{ kind: 'text', text }]),
};

/** The pieces of raw SQL, free of any data source. */
export const sql: SqlPieces = Object.freeze(Object.assign((...given: Parameters<typeof fragment>) => fragment(...given), members));

export function createSqlTag(source: SqlSource): SqlTag {
  const tag = (first: TemplateStringsArray | EntityClass | RowSchema, ...values: unknown[]): unknown => {
    if (isTemplate(first)) return new RawQuery(templateFragment(first, values), { source });
    const target = targetOf(source, first);
    return (strings: TemplateStringsArray, ...inner: unknown[]) => new RawQuery(templateFragment(strings, inner), target);
  };
  return Object.assign(tag, members) as SqlTag;
}

function targetOf(source: SqlSource, first: EntityClass | RowSchema): RawTarget {
  return isRowSchema(first) ? { source, schema: first } : { source, entity: source.metadataOf(first) };
}

function isTemplate(value: TemplateStringsArray | EntityClass | RowSchema): value is TemplateStringsArray {
  return Array.isArray(value);
}
