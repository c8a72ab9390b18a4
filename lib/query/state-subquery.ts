// A query that stands in an expression: its structure and its values for whoever holds it, its state for the planner.
import type { ColumnType } from '../entity/column-type.js';
import type { Subquery } from '../expression/expression-clause.js';
import { columnAt } from '../expression/lambda.js';
import { subjectOf } from '../expression/subject.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import type { QueryState } from './query-state.js';
import { shapeKeyOf, valuesOf } from './shape-key.js';

export class StateSubquery implements Subquery {
  readonly key: string;
  readonly values: readonly unknown[];

  constructor(readonly query: QueryState) {
    this.key = shapeKeyOf(query);
    this.values = valuesOf(query);
  }

  get types(): readonly ColumnType[] {
    return (this.query.projection ?? []).map(({ type }) => type);
  }
}

/** What a query gives inside an expression: its columns, or the key of its rows. */
export function subqueryOf(query: QueryState): StateSubquery {
  const plain = { ...query, joins: [], prefetches: [], lock: undefined, comment: undefined, keys: undefined };
  if (query.projection) return new StateSubquery(plain);
  const [key, ...others] = query.entity.primaryKey;
  if (key === undefined || others.length > 0) {
    throw new InvalidQueryError({
      fact: `A query of ${query.entity.name} stands in an expression, and its key has not exactly one column.`,
      remedy: 'Say which column it gives, by valuesList.',
    });
  }
  const expression = columnAt(subjectOf(query.entity), [key.property]);
  const projection = [{ name: key.property, expression, type: key.type }];
  return new StateSubquery({ ...plain, annotations: [], projection, form: 'scalar' });
}

/** Whether a query has rows. */
export function existenceOf(asked: QueryState): StateSubquery {
  const query = rowsAsked(asked);
  return new StateSubquery({ ...query, joins: [], prefetches: [], lock: undefined, comment: undefined, operation: { kind: 'exists' } });
}

/** The query whose rows are counted: without what changes nothing about their number. */
export function rowsAsked(query: QueryState): QueryState {
  const isCounted = query.source?.kind === 'groups' || query.isDistinct;
  const plain = { ...query, orders: [], joins: [], prefetches: [], lock: undefined, keys: undefined, form: 'record' } as const;
  return isCounted ? plain : { ...plain, annotations: [], projection: undefined };
}
