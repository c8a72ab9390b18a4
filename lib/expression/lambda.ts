// Runs the lambdas of callers. Each knows how deep it is nested in others, so that a row of an outer query keeps its meaning within.
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { conditionIn, Expression } from './expression.js';
import type { Made } from './many-expression.js';
import { rowColumns } from './row-columns.js';
import { type Subject, subjectOf } from './subject.js';

type Make = (row: unknown) => unknown;

// INVARIANT: lambdas run at once, so what is counted here is a part of the call stack.
let depth = 0;

/** Calls a lambda with the row of a query. */
export function madeBy(subject: Subject, make: Make): Made {
  depth++;
  try {
    const own = depth;
    return { made: make(rowColumns(subject, own, madeBy)), depth: own, clauseOf: (expression) => atDepth(expression, own) };
  } finally {
    depth--;
  }
}

/** The condition that a lambda gives. */
export function conditionOf(subject: Subject, make: Make): Expression {
  const { made, clauseOf } = madeBy(subject, make);
  return clauseOf(conditionIn(made));
}

/** The column or expression at a path of properties such as `['author', 'name']`. */
export function columnAt(subject: Subject, path: readonly string[]): Expression {
  let found: unknown = rowColumns(subject, 0, madeBy);
  let at = subject;
  for (const property of path) {
    // Nothing is behind a column.
    if (found instanceof Expression) throw unknownAt(at, path);
    found = (found as Record<string, unknown>)[property];
    const relation = at.entity.relationOf.get(property);
    if (relation) at = subjectOf(relation.target);
  }
  if (found instanceof Expression) return found;
  throw unknownAt(at, path);
}

function unknownAt({ entity, added }: Subject, path: readonly string[]): UnknownKeyError {
  return new UnknownKeyError({ entity: entity.name, key: path.join('.'), known: [...entity.columnOf.keys(), ...added.keys()] });
}

/** The expression as a part of the query whose lambda made it. */
function atDepth(expression: Expression, own: number): Expression {
  return expression.with({
    key: own === 1 ? expression.key : `^${own}(${expression.key})`,
    resolve: (scope) => scope.withDepth(own, (row) => expression.resolve(row)),
  });
}
