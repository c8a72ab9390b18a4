// Adds conditions to a query: filters, exclusions, and primary keys.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { compileFilter } from '../expression/filter-compiler.js';
import type { ExpressionClause } from '../expression/expression-clause.js';
import { ColumnField, fieldTableOf } from '../expression/field-table.js';
import { allSteps, everything, StepClause, type Step } from '../expression/step.js';
import { notNode } from '../node/logic-nodes.js';
import type { ConditionClause, QueryState } from './query-state.js';

/** The rows that fulfil the filter; an empty filter says nothing. */
export function withFilter(state: QueryState, filter: unknown): QueryState {
  const clause = compileFilter(state, filter);
  return clause.key === everything.key ? state : withCondition(state, clause);
}

/** The rows that do not fulfil the filter, those with NULL included: together with `withFilter`, all rows. */
export function withExclusion(state: QueryState, filter: unknown): QueryState {
  const clause = compileFilter(state, filter);
  return withCondition(state, {
    key: `!(${clause.key})`,
    values: clause.values,
    ...(clause.level ? { level: clause.level } : {}),
    resolve: (scope) => notNode(clause.resolve(scope)),
  });
}

/** @throws InvalidQueryError for a condition over an aggregate of the query's own rows. */
export function withCondition(state: QueryState, clause: ConditionClause): QueryState {
  if (clause.level === 'aggregate') throw aggregateInFilter(state.entity);
  return { ...state, conditions: state.conditions.length === 0 ? [clause] : [...state.conditions, clause] };
}

function aggregateInFilter({ name }: EntityMetadata): InvalidQueryError {
  return new InvalidQueryError({
    fact: `A filter of ${name} holds an aggregate over its own rows.`,
    remedy: 'Group first: groupBy(...).aggregate(...) gives groups, which can be filtered; count(row.relation) counts related rows.',
  });
}

// Hangs on the metadata, which hangs on its data source.
const keyFields = new WeakMap<EntityMetadata, readonly ColumnField[]>();

/**
 * The row with this primary key: a value, or an object of all its columns.
 *
 * @throws UndefinedValueError, UnknownKeyError, InvalidValueError
 */
export function keyClause(entity: EntityMetadata, key: unknown): ExpressionClause {
  const fields = keyFieldsOf(entity);
  const values: unknown[] = [];
  const [only] = fields;
  if (fields.length === 1 && only && !isKeyObject(key, only)) return new StepClause(readPart(only, key, values), values);
  const parts = keyObject(entity, fields, key);
  return new StepClause(allSteps(fields.map((field) => readPart(field, parts[field.column.property], values))), values);
}

function keyFieldsOf(entity: EntityMetadata): readonly ColumnField[] {
  let fields = keyFields.get(entity);
  if (fields === undefined) {
    const { fields: all } = fieldTableOf(entity);
    fields = entity.primaryKey.map(({ property }) => all.get(property)).filter((field) => field instanceof ColumnField);
    keyFields.set(entity, fields);
  }
  return fields;
}

function isKeyObject(key: unknown, { column }: ColumnField): key is object {
  return typeof key === 'object' && key !== null && Object.hasOwn(key, column.property);
}

function readPart(field: ColumnField, value: unknown, values: unknown[]): Step {
  if (value === undefined) throw new UndefinedValueError({ path: field.label });
  if (value === null) throw notAKey(field.label, field.column, 'null');
  return field.eq(value, values);
}

function keyObject(entity: EntityMetadata, fields: readonly ColumnField[], key: unknown): Record<string, unknown> {
  if (key === undefined) throw new UndefinedValueError({ path: `${entity.name} key` });
  if (typeof key !== 'object' || key === null) throw notAKey(`${entity.name} key`, fields[0]?.column, 'a single value');
  const known = fields.map(({ column }) => column.property);
  const unknown = Object.keys(key).find((property) => !known.includes(property));
  if (unknown !== undefined) throw new UnknownKeyError({ entity: `the key of ${entity.name}`, key: unknown, known });
  return key as Record<string, unknown>;
}

function notAKey(label: string, column: ColumnMetadata | undefined, found: string): InvalidValueError {
  const expected = 'a value for each column of the primary key';
  return new InvalidValueError({ label, kind: column?.type.kind ?? 'key', expected, reason: `it is ${found}` });
}
