// Reads what `values`, `valuesList` and aggregates take: names of columns, or a lambda that names expressions.
import { InvalidValueError } from '../error/invalid-value-error.js';
import { Expression } from '../expression/expression.js';
import { columnAt, madeBy } from '../expression/lambda.js';
import type { Subject } from '../expression/subject.js';
import { described } from '../expression/value-check.js';
import type { ProjectionClause } from './query-state.js';

/** The outputs that these names, or this lambda, ask for. @throws UnknownKeyError, InvalidValueError */
export function projectionOf(subject: Subject, asked: readonly unknown[]): ProjectionClause[] {
  const [first] = asked;
  if (typeof first === 'function') return madeProjection(subject, first as Make);
  if (asked.length === 0) throw refused(subject, 'at least one property', first);
  return [...new Set(asked)].map((name) => clauseOf(String(name), columnNamed(subject, name)));
}

type Make = (row: unknown) => unknown;

/** One column by name, or what a lambda makes of the row. */
export function expressionOf(subject: Subject, asked: unknown): Expression {
  if (typeof asked !== 'function') return columnNamed(subject, asked);
  const { made, clauseOf: ready } = madeBy(subject, asked as Make);
  return ready(madeExpression(subject, made));
}

/** The expressions that a lambda names. */
export function madeProjection(subject: Subject, make: Make): ProjectionClause[] {
  const { made, clauseOf: ready } = madeBy(subject, make);
  if (typeof made !== 'object' || made === null || made instanceof Expression || Object.keys(made).length === 0) {
    throw refused(subject, 'an object of expressions by name', made);
  }
  return Object.entries(made).map(([name, expression]) => clauseOf(name, ready(madeExpression(subject, expression))));
}

function madeExpression(subject: Subject, made: unknown): Expression {
  if (made instanceof Expression) return made;
  throw refused(subject, 'an expression, such as row.name', made);
}

function columnNamed(subject: Subject, name: unknown): Expression {
  if (typeof name === 'string') return columnAt(subject, [name]);
  throw refused(subject, 'names of properties, or (row) => ({ ... })', name);
}

function clauseOf(name: string, expression: Expression): ProjectionClause {
  return { name, expression, type: expression.type };
}

function refused({ entity }: Subject, expected: string, found: unknown): InvalidValueError {
  return new InvalidValueError({ label: `values of ${entity.name}`, kind: 'projection', expected, reason: `it is ${described(found)}` });
}
