// Reads what `update` and `increment` take: new values of columns, checked, and what Oxyde sets by itself.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { Expression, valueExpression } from '../expression/expression.js';
import { columnAt, madeBy as run } from '../expression/lambda.js';
import { subjectOf } from '../expression/subject.js';
import { checkOf, described } from '../expression/value-check.js';
import type { AssignmentClause } from './query-state.js';

/**
 * The assignments of a patch; `undefined` means that a column is left alone. Columns that Oxyde writes are added: `@UpdatedAt` gets the
 * time, `@Version` one more.
 *
 * @throws UnknownKeyError, InvalidValueError
 */
export function assignmentsOf(
  entity: EntityMetadata,
  patch: Readonly<Record<string, unknown>>,
  now: Date = new Date(),
): AssignmentClause[] {
  const given = Object.keys(patch)
    .filter((property) => patch[property] !== undefined)
    .map((property) => assignmentOf(entity, writableColumn(entity, property), patch[property]));
  return given.length === 0 ? [] : [...given, ...ownAssignments(entity, now)];
}

/** Adds a number to a column; NULL stays NULL. */
export function incrementOf(entity: EntityMetadata, property: string, by: unknown): AssignmentClause[] {
  const column = writableColumn(entity, property);
  return [
    { column, expression: columnAt(subjectOf(entity), [property]).plus(amountOf(column, by)) },
    ...ownAssignments(entity, new Date()),
  ];
}

/** A whole number may be added to a bigint, too. */
function amountOf({ type }: ColumnMetadata, by: unknown): unknown {
  return type.kind === 'bigint' && Number.isSafeInteger(by) ? BigInt(by as number) : by;
}

/** The new value of one property: an expression of the lambda at hand, or a value. */
export function assignmentIn(
  entity: EntityMetadata,
  property: string,
  value: unknown,
  clauseOf: (expression: Expression) => Expression,
): AssignmentClause {
  const column = writableColumn(entity, property);
  return value instanceof Expression ? { column, expression: clauseOf(value) } : assignmentOf(entity, column, value);
}

/** `@Version` gets one more. */
export function versionAssignments(entity: EntityMetadata): AssignmentClause[] {
  const versions = entity.columns.filter(({ generation }) => generation === 'version');
  return versions.flatMap((column) => ownAssignment(entity, column, new Date()) ?? []);
}

function assignmentOf(entity: EntityMetadata, column: ColumnMetadata, value: unknown): AssignmentClause {
  const label = `${entity.name}.${column.property}`;
  if (typeof value === 'function') return { column, expression: madeBy(entity, label, value as (row: unknown) => unknown) };
  if (value instanceof Expression) return { column, expression: value };
  return { column, expression: valueExpression(column.type, label, checkedValue(column, label, value)) };
}

function madeBy(entity: EntityMetadata, label: string, make: (row: unknown) => unknown): Expression {
  const { made, clauseOf } = run(subjectOf(entity), make);
  if (made instanceof Expression) return clauseOf(made);
  const expected = 'an expression, such as (row) => row.views.plus(1)';
  throw new InvalidValueError({ label, kind: 'expression', expected, reason: `it is ${described(made)}` });
}

/** A value that the column can hold. @throws InvalidValueError */
export function checkedValue({ type, isNullable }: ColumnMetadata, label: string, value: unknown): unknown {
  if (value !== null) return checkOf(type, label)(value);
  if (isNullable) return null;
  throw new InvalidValueError({ label, kind: type.kind, expected: 'a value', reason: 'it is null, and the column is not nullable' });
}

function writableColumn(entity: EntityMetadata, property: string): ColumnMetadata {
  const column = entity.columnOf.get(property);
  if (column === undefined) throw unknownColumn(entity, property);
  if (column.generation === 'none' && column.generatedAs === undefined) return column;
  const label = `${entity.name}.${property}`;
  throw new InvalidValueError({ label, kind: column.type.kind, expected: 'no value', reason: 'Oxyde or the database writes it' });
}

function unknownColumn(entity: EntityMetadata, property: string): UnknownKeyError {
  const known = entity.columns.filter(({ generation, generatedAs }) => generation === 'none' && generatedAs === undefined);
  return new UnknownKeyError({ entity: entity.name, key: property, known: known.map((column) => column.property) });
}

/** What Oxyde writes in every changed row: the time, and one more version. */
export function ownAssignments(entity: EntityMetadata, now: Date): AssignmentClause[] {
  return entity.columns.flatMap((column) => ownAssignment(entity, column, now) ?? []);
}

function ownAssignment(entity: EntityMetadata, column: ColumnMetadata, now: Date): AssignmentClause | undefined {
  const label = `${entity.name}.${column.property}`;
  switch (column.generation) {
    case 'updatedAt':
      return { column, expression: valueExpression(column.type, label, now) };
    case 'version':
      return { column, expression: columnAt(subjectOf(entity), [column.property]).plus(column.type.kind === 'bigint' ? 1n : 1) };
    default:
      return undefined;
  }
}
