// filter and exclude, by objects and by lambdas.
import { type Expression, type Place, truthOf } from '../expression.js';
import { isNotTrue, type Truth } from '../logic.js';
import { type ObjectFilter, objectFilter } from '../object-filter.js';
import type { Row } from '../rows.js';
import type { Clause } from '../spec.js';

/** A condition in either form. */
interface Condition {
  readonly code: string;
  readonly truth: (row: Row) => Truth;
  readonly smaller: () => Iterable<Condition>;
}

export function filterClause(place: Place, name: 'filter' | 'exclude'): Clause {
  const condition = place.random.chance(50) ? ofObject(objectFilter(place)) : ofLambda(place.variable, place.condition());
  return clauseOf(name, condition);
}

function clauseOf(name: 'filter' | 'exclude', condition: Condition): Clause {
  return {
    name,
    arguments: [condition.code],
    apply: (spec) => ({ ...spec, conditions: [...spec.conditions, (row) => isKept(name, condition.truth(row))] }),
    *smaller() {
      for (const less of condition.smaller()) yield clauseOf(name, less);
    },
  };
}

/** A row whose condition is unknown is excluded from `filter` and kept by `exclude`. */
function isKept(name: 'filter' | 'exclude', truth: Truth): boolean {
  return name === 'filter' ? truth === true : isNotTrue(truth);
}

function ofObject(filter: ObjectFilter): Condition {
  return {
    code: filter.code,
    truth: filter.evaluate,
    *smaller() {
      for (const less of filter.smaller()) yield ofObject(less);
    },
  };
}

function ofLambda(variable: string, condition: Expression): Condition {
  return {
    code: `(${variable}) => ${condition.code}`,
    truth: (row) => truthOf(condition, row),
    *smaller() {
      for (const less of condition.smaller()) yield ofLambda(variable, less);
    },
  };
}
