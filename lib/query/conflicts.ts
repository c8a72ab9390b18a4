// Reads what an insert does with rows that exist already: which key conflicts, and what the stored row takes from the new one.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { conditionIn } from '../expression/expression.js';
import type { ExpressionClause } from '../expression/expression-clause.js';
import { columnAt, madeBy } from '../expression/lambda.js';
import type { Subject } from '../expression/subject.js';
import { described } from '../expression/value-check.js';
import { assignmentIn, versionAssignments } from './assignments.js';
import type { AssignmentClause } from './query-state.js';
import { uniqueKeyOver, uniqueKeyRemedy, uniqueKeysOf } from './unique-keys.js';

/** What happens to a row that exists already. */
export interface Conflict {
  readonly target: readonly string[];
  readonly update?: readonly string[] | ((stored: unknown, given: unknown) => unknown) | undefined;
  readonly where?: ((stored: unknown, given: unknown) => unknown) | undefined;
}

/** The same, resolved later: without assignments the stored row is left alone. */
export interface ConflictClause {
  /** Properties of a unique key. */
  readonly target: readonly string[];
  readonly assignments: readonly AssignmentClause[];
  readonly where: ExpressionClause | undefined;
  /** Whether the conflict of another key is possible, which is an error. */
  readonly hasOtherKeys: boolean;
}

/** The name of the new row, which no property can have. */
export const givenRow = ' given';

/** @throws InvalidQueryError, InvalidValueError, UnknownKeyError */
export function conflictOf(entity: EntityMetadata, conflict: Conflict): ConflictClause {
  const { target, update = [], where } = conflict;
  assertColumns(entity, 'target', target);
  const key = uniqueKeyOver(entity, target);
  if (key === undefined) throw notUnique(entity, target);
  const hasOtherKeys = uniqueKeysOf(entity).some((other) => other !== key && !isGenerated(other.columns));
  const assignments = typeof update === 'function' ? madeAssignments(entity, update) : takenAssignments(entity, update);
  return { target, assignments: withOwn(entity, assignments), where: where && conditionOf(entity, where), hasOtherKeys };
}

/** The values of the clause, in the order in which it is resolved. */
export function valuesOfConflict({ assignments, where }: ConflictClause): unknown[] {
  return [...assignments.flatMap(({ expression }) => expression.values), ...(where?.values ?? [])];
}

/** Equal keys resolve to equal nodes. */
export function keyOfConflict({ target, assignments, where, hasOtherKeys }: ConflictClause): string {
  const set = assignments.map(({ column, expression }) => `${column.property}=${expression.key}`).join(',');
  return ` on conflict${hasOtherKeys ? ' alone' : ''} (${target.join(',')}) (${set})${where ? ` where ${where.key}` : ''}`;
}

function isGenerated(columns: readonly ColumnMetadata[]): boolean {
  return columns.length === 1 && columns[0]?.generation === 'autoIncrement';
}

function subjectOf(entity: EntityMetadata): Subject {
  return { entity, added: new Map([[givenRow, { kind: 'row', entity, isNullable: false }]]) };
}

function takenAssignments(entity: EntityMetadata, update: readonly string[]): AssignmentClause[] {
  assertColumns(entity, 'update', update);
  return update.map((property) => takenFromGiven(entity, entity.columnOf.get(property) as ColumnMetadata));
}

function takenFromGiven(entity: EntityMetadata, column: ColumnMetadata): AssignmentClause {
  return { column, expression: columnAt(subjectOf(entity), [givenRow, column.property]) };
}

function madeAssignments(entity: EntityMetadata, update: (stored: unknown, given: unknown) => unknown): AssignmentClause[] {
  const { made, clauseOf } = madeBy(subjectOf(entity), (row) => update(row, given(row)));
  if (typeof made !== 'object' || made === null || Array.isArray(made)) throw notAnObject(entity, made);
  return Object.entries(made)
    .filter(([, value]) => value !== undefined)
    .map(([property, value]) => assignmentIn(entity, property, value, clauseOf));
}

function conditionOf(entity: EntityMetadata, where: (stored: unknown, given: unknown) => unknown): ExpressionClause {
  const { made, clauseOf } = madeBy(subjectOf(entity), (row) => where(row, given(row)));
  return clauseOf(conditionIn(made));
}

function given(row: unknown): unknown {
  return (row as Record<string, unknown>)[givenRow];
}

/** An update by conflict is an update: the row gets the time of the new one, and one more version. */
function withOwn(entity: EntityMetadata, assignments: readonly AssignmentClause[]): readonly AssignmentClause[] {
  if (assignments.length === 0) return assignments;
  const named = new Set(assignments.map(({ column }) => column));
  const times = entity.columns.filter(({ generation }) => generation === 'updatedAt');
  const own = [...times.map((column) => takenFromGiven(entity, column)), ...versionAssignments(entity)];
  return [...assignments, ...own.filter(({ column }) => !named.has(column))];
}

function assertColumns(entity: EntityMetadata, option: string, properties: unknown): void {
  if (!Array.isArray(properties)) {
    const label = `onConflict.${option} of ${entity.name}`;
    throw new InvalidValueError({ label, kind: 'list', expected: 'a list of properties', reason: `it is ${described(properties)}` });
  }
  const unknown = properties.findIndex((property) => !entity.columnOf.has(property as string));
  if (unknown < 0) return;
  throw new UnknownKeyError({ entity: entity.name, key: properties[unknown] as unknown, known: [...entity.columnOf.keys()] });
}

function notUnique(entity: EntityMetadata, target: readonly string[]): InvalidQueryError {
  return new InvalidQueryError({
    fact: `The target [${target.join(', ')}] of onConflict is no unique key of ${entity.name}.`,
    remedy: uniqueKeyRemedy(entity, 'Name'),
  });
}

function notAnObject(entity: EntityMetadata, made: unknown): InvalidValueError {
  const label = `onConflict.update of ${entity.name}`;
  return new InvalidValueError({ label, kind: 'object', expected: 'an object of values by property', reason: `it is ${described(made)}` });
}
