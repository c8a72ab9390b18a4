// Subqueries and common table expressions with the types that programs see.
import type { Col, Condition } from '../expression/types/columns.js';
import type { AnyQuery, Query } from './query.js';
import * as untyped from './subqueries.js';

/**
 * The only value of the first row of a query; NULL when there is none. Its lambdas may read the rows around it.
 *
 * @example
 * posts.annotate((p) => ({
 *   newest: subquery(comments.filter((c) => c.postId.eq(p.id)).orderBy('-createdAt').valuesList('text')),
 * }));
 */
export const subquery = untyped.subquery as unknown as <V>(query: AnyQuery<V>) => Col<V | null>;

/** Whether a query has rows. */
export const exists = untyped.exists as unknown as (query: AnyQuery<unknown>) => Condition;

/** A query by name before the statement: computed once, however often it is read. */
export const cte = untyped.cte as unknown as <R>(name: string, query: AnyQuery<R>) => Query<R, R>;

/**
 * A query that begins with the rows of `first` and adds those that `step` makes of the rows found so far, until there are no more; `all`
 * keeps equal rows.
 *
 * @example
 * const tree = recursive('tree', categories.filter({ id }), (found) =>
 *   categories.joinQuery('parent', found, (category, parent) => category.parentId.eq(parent.id)));
 */
export const recursive = untyped.recursive as unknown as <R>(
  name: string,
  first: AnyQuery<R>,
  step: (found: Query<R, R>) => AnyQuery<R>,
  options?: { readonly all?: boolean },
) => Query<R, R>;
