// Queries inside expressions and before statements: subquery, exists, cte, recursive.
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { Expression } from '../expression/expression.js';
import { booleanType } from '../expression/lookup.js';
import type { SetOperator } from '../node/expression-node.js';
import { existsNode, scalarNode } from '../node/select-nodes.js';
import { rowsOf } from './derived-entity.js';
import { QueryBuilder } from './query-builder.js';
import type { QueryState } from './query-state.js';
import { alike } from './shapes.js';
import { existenceOf, subqueryOf } from './state-subquery.js';

/** The only value of the first row of a query; NULL when there is none. Its lambdas may read the rows around it. */
export function subquery(query: unknown): Expression {
  const state = stateOf('subquery', query);
  const { limit = 1 } = state;
  const inner = subqueryOf({ ...state, limit: Math.min(limit, 1) });
  const [type, ...others] = inner.types;
  if (type === undefined || others.length > 0) throw severalValues(state);
  const resolve: Expression['resolve'] = (scope) => scalarNode(scope.subselect(inner));
  return new Expression({ key: `(${inner.key})`, values: inner.values, type, label: 'subquery()', isNullable: true, resolve });
}

/** Whether a query has rows. */
export function exists(query: unknown): Expression {
  const inner = existenceOf(stateOf('exists', query));
  const resolve: Expression['resolve'] = (scope) => existsNode(scope.subselect(inner));
  return new Expression({
    key: `exists(${inner.key})`,
    values: inner.values,
    type: booleanType,
    label: 'exists()',
    isNullable: false,
    resolve,
  });
}

/** A query by name before the statement: computed once, however often it is read. */
export function cte(name: string, query: unknown): QueryBuilder {
  const builder = builderOf('cte', query);
  const state = builder.state;
  checkName(name);
  refuseLoading(state);
  return builder.withState(rowsOf(state, { kind: 'cte', name, definition: { query: state } }));
}

/**
 * A query that begins with the rows of `first` and adds those that `step` makes of the rows found so far, until there are no more. `all`
 * keeps equal rows.
 */
export function recursive(
  name: string,
  first: unknown,
  step: (found: QueryBuilder) => unknown,
  options: { readonly all?: boolean } = {},
): QueryBuilder {
  const builder = builderOf('recursive', first);
  const base = builder.state;
  checkName(name);
  const next = stateOf('recursive', step(builder.withState(rowsOf(base, { kind: 'cte', name }))));
  for (const state of [base, next]) refuseLoading(state);
  const operator: SetOperator = options.all === true ? 'unionAll' : 'union';
  return builder.withState(
    rowsOf(base, { kind: 'cte', name, definition: { query: base, step: { operator, query: alike(base, next, 'recursive') } } }),
  );
}

function builderOf(verb: string, query: unknown): QueryBuilder {
  if (query instanceof QueryBuilder) return query;
  throw new InvalidQueryError({
    fact: `${verb} was given something that is no query.`,
    remedy: 'Give it a query, not what a query gives.',
  });
}

function stateOf(verb: string, query: unknown): QueryState {
  return builderOf(verb, query).state;
}

function checkName(name: unknown): void {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]{0,59}$/.test(name)) return;
  throw new InvalidQueryError({
    fact: 'The name of a common table expression is not of letters, digits and underscores, or is too long.',
    remedy: 'Choose a name such as recent_posts.',
  });
}

function refuseLoading({ entity, joins, prefetches }: QueryState): void {
  if (joins.length === 0 && prefetches.length === 0) return;
  throw new InvalidQueryError({
    fact: `A query of ${entity.name} loads relations and is a common table expression.`,
    remedy: 'Load relations of the query that reads it.',
  });
}

function severalValues({ entity }: QueryState): InvalidQueryError {
  return new InvalidQueryError({
    fact: `A query of ${entity.name} is used as one value and gives several columns.`,
    remedy: 'Say which one, by valuesList.',
  });
}
