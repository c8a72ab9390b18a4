// Reads what `values`, `valuesList` and aggregates take: names of columns, or a lambda that names expressions.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { Expression } from '../expression/expression.js';
import { columnAt, rowColumns } from '../expression/row-columns.js';
import { described } from '../expression/value-check.js';
import type { ProjectionClause } from './query-state.js';

/** The outputs that these names, or this lambda, ask for. @throws UnknownKeyError, InvalidValueError */
export function projectionOf(entity: EntityMetadata, asked: readonly unknown[]): ProjectionClause[] {
  const [first] = asked;
  if (typeof first === 'function') return madeProjection(entity, (first as (row: unknown) => unknown)(rowColumns(entity)));
  if (asked.length === 0) throw refused(entity, 'at least one property', first);
  return [...new Set(asked)].map((name) => clauseOf(String(name), columnNamed(entity, name)));
}

/** One column by name, or what a lambda makes of the row. */
export function expressionOf(entity: EntityMetadata, asked: unknown): Expression {
  if (typeof asked !== 'function') return columnNamed(entity, asked);
  return madeExpression(entity, (asked as (row: unknown) => unknown)(rowColumns(entity)));
}

function madeProjection(entity: EntityMetadata, made: unknown): ProjectionClause[] {
  if (typeof made !== 'object' || made === null || Object.keys(made).length === 0) {
    throw refused(entity, 'an object of expressions by name', made);
  }
  return Object.entries(made).map(([name, expression]) => clauseOf(name, madeExpression(entity, expression)));
}

function madeExpression(entity: EntityMetadata, made: unknown): Expression {
  if (made instanceof Expression) return made;
  throw refused(entity, 'an expression, such as row.name', made);
}

function columnNamed(entity: EntityMetadata, name: unknown): Expression {
  if (typeof name === 'string') return columnAt(entity, [name]);
  throw refused(entity, 'names of properties, or (row) => ({ ... })', name);
}

function clauseOf(name: string, expression: Expression): ProjectionClause {
  return { name, expression, type: expression.type };
}

function refused(entity: EntityMetadata, expected: string, found: unknown): InvalidValueError {
  return new InvalidValueError({ label: `values of ${entity.name}`, kind: 'projection', expected, reason: `it is ${described(found)}` });
}
