// The tag `dataSource.sql`: raw SQL whose interpolations are parameters.
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import type { Executor } from '../query/executor.js';
import { RawQuery, type RawTarget } from './raw-query.js';
import { isRowSchema, type RowSchema } from './row-schema.js';
import { identifierOf, joinedFragment, listFragment, type SqlFragment, templateFragment } from './sql-fragment.js';

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
  /** Rows become instances of the entity. */
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
  /** Values for `in (...)`. */
  list(values: readonly unknown[]): SqlFragment;
  /** Pieces or values with a separator; `, ` by default. */
  join(items: readonly unknown[], separator?: string): SqlFragment;
}

/** What a tag needs of its data source. */
export interface SqlSource {
  readonly executor: Executor;
  metadataOf(entity: EntityClass): EntityMetadata;
}

/** The parts of raw SQL, free of any data source. */
export const sqlParts: SqlParts = Object.freeze({
  fragment: (strings: TemplateStringsArray, ...values: unknown[]) => templateFragment(strings, values),
  id: (...parts: string[]) => identifierOf(parts),
  list: (values: readonly unknown[]) => listFragment(values),
  join: (items: readonly unknown[], separator = ', ') => joinedFragment(items, separator),
});

export function createSqlTag(source: SqlSource): SqlTag {
  const tag = (first: TemplateStringsArray | EntityClass | RowSchema, ...values: unknown[]): unknown => {
    if (isTemplate(first)) return new RawQuery(templateFragment(first, values), { executor: source.executor, entity: undefined });
    const target = targetOf(source, first);
    return (strings: TemplateStringsArray, ...inner: unknown[]) => new RawQuery(templateFragment(strings, inner), target);
  };
  return Object.assign(tag, sqlParts) as SqlTag;
}

function targetOf(source: SqlSource, first: EntityClass | RowSchema): RawTarget {
  const { executor } = source;
  return isRowSchema(first) ? { executor, entity: undefined, schema: first } : { executor, entity: source.metadataOf(first) };
}

function isTemplate(value: TemplateStringsArray | EntityClass | RowSchema): value is TemplateStringsArray {
  return Array.isArray(value);
}
