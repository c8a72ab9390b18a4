// Turns the filter object of a caller into a clause: one walk gives the key and the values; nodes are made only for a new shape.
import { isRegExp } from 'node:util/types';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import type { ExpressionNode } from '../node/expression-node.js';
import type { ExpressionClause, Scope } from './expression-clause.js';
import { type Expression, type Level, levelOf } from './expression.js';
import { conditionOf } from './lambda.js';
import { ColumnField, fieldTableOf, type FieldTable, type RelationField } from './field-table.js';
import { readJsonLookups } from './json-lookups.js';
import { lookupsOf } from './lookup-table.js';
import { isPlainObject, readLookups } from './nested-lookups.js';
import { absentStep, everyStep, noneStep, relationNullStep, someStep, toOneStep } from './relation-steps.js';
import { allSteps, anyStep, everything, notStep, StepClause, type Step } from './step.js';
import type { Subject } from './subject.js';
import { described } from './value-check.js';

/**
 * The clause of a filter: an object of conditions, or a lambda that gives one.
 *
 * @throws UndefinedValueError, UnknownKeyError, UnknownLookupError, InvalidValueError
 */
export function compileFilter(subject: Subject, filter: unknown): ExpressionClause & { readonly level?: Level } {
  if (typeof filter === 'function') return conditionOf(subject, filter as (row: unknown) => unknown);
  const values: unknown[] = [];
  if (subject.added.size === 0) return new StepClause(objectStep(fieldTableOf(subject.entity), filter, values), values);
  const table: FilterTable = { ...fieldTableOf(subject.entity), added: subject.added, read: [] };
  const step = objectStep(table, filter, values);
  return Object.assign(new StepClause(step, values), { level: levelOf(table.read ?? []) });
}

/** The fields of an entity, with what the query adds to them. */
interface FilterTable extends FieldTable {
  readonly added?: Subject['added'];
  /** Added expressions that the filter named. */
  readonly read?: Expression[];
}

function objectStep(table: FilterTable, filter: unknown, values: unknown[]): Step {
  const asked = filterObject(table, filter);
  const names = Object.keys(asked);
  const [only] = names;
  if (names.length === 1 && only !== undefined) return entryStep(table, only, asked[only], values);
  return allSteps(names.map((name) => entryStep(table, name, asked[name], values)));
}

function filterObject({ entity }: FieldTable, filter: unknown): Record<string, unknown> {
  if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter as Record<string, unknown>;
  if (filter === undefined) throw new UndefinedValueError({ path: entity.name });
  const expected = 'an object of conditions by property, or a function (row) => condition';
  throw new InvalidValueError({ label: `filter of ${entity.name}`, kind: 'filter', expected, reason: `it is ${described(filter)}` });
}

function entryStep(table: FilterTable, name: string, value: unknown, values: unknown[]): Step {
  const field = table.fields.get(name);
  if (field === undefined) return addedStep(table, name, value, values) ?? logicStep(table, name, value, values);
  if (value === undefined) throw new UndefinedValueError({ path: field.label });
  if (!(field instanceof ColumnField)) return relationStep(field, value, values);
  return typeof value === 'object' && value !== null ? columnStep(field, value, values) : field.eq(value, values);
}

/** Objects are lookups; dates, bytes, lists and whatever else has a class of its own are values. */
function columnStep(field: ColumnField, value: object, values: unknown[]): Step {
  if (isPlainObject(value)) {
    const read = field.type.kind === 'json' ? readJsonLookups : readLookups;
    return read(field, field.lookups, value, values);
  }
  const regex = isRegExp(value) ? field.lookups.find('regex') : undefined;
  return (regex ?? field.eq)(value, values);
}

/** An expression that the query added by name; its own values come first. */
function addedStep({ added, read }: FilterTable, name: string, value: unknown, values: unknown[]): Step | undefined {
  const found = added?.get(name);
  if (found?.kind !== 'expression') return undefined;
  if (value === undefined) throw new UndefinedValueError({ path: name });
  const operand = found.expression.with({ label: name });
  read?.push(operand);
  return stepOver(operand, value, values);
}

/** Lookups may read their operand several times; its nodes and values are there once. */
function stepOver(expression: Expression, value: unknown, values: unknown[]): Step {
  values.push(...expression.values);
  let node: ExpressionNode | undefined;
  const operand = expression.with({ resolve: (scope) => node ?? expression.resolve(scope) });
  const step = lookupStep(operand, value, values);
  const resolve = (scope: Scope): ExpressionNode => {
    node = expression.resolve(scope);
    return step.resolve(scope);
  };
  return { key: step.key, resolve };
}

function lookupStep(operand: Expression, value: unknown, values: unknown[]): Step {
  const lookups = lookupsOf(operand);
  if (isPlainObject(value)) return (operand.type.kind === 'json' ? readJsonLookups : readLookups)(operand, lookups, value, values);
  return lookups.find(isRegExp(value) ? 'regex' : 'eq')?.(value, values) ?? everything;
}

function logicStep(table: FilterTable, name: string, value: unknown, values: unknown[]): Step {
  switch (name) {
    case 'and':
      return allSteps(partSteps(table, name, value, values));
    case 'or':
      return anyStep(partSteps(table, name, value, values));
    case 'not':
      return notStep(objectStep(table, value, values));
    default:
      throw new UnknownKeyError({
        entity: table.entity.name,
        key: name,
        known: [...table.fields.keys(), ...(table.added?.keys() ?? []), 'and', 'or', 'not'],
      });
  }
}

function partSteps(table: FilterTable, name: string, value: unknown, values: unknown[]): Step[] {
  if (value === undefined) throw new UndefinedValueError({ path: `${table.entity.name}.${name}` });
  if (Array.isArray(value)) return value.map((part) => objectStep(table, part, values));
  const label = `${table.entity.name}.${name}`;
  throw new InvalidValueError({ label, kind: 'filter', expected: 'a list of conditions', reason: `it is ${described(value)}` });
}

function relationStep(field: RelationField, value: unknown, values: unknown[]): Step {
  const { relation, isToMany } = field;
  if (value === null && !isToMany) return relation.kind === 'belongsTo' ? relationNullStep(field) : absentStep(field);
  const table = fieldTableOf(relation.target);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw noConditions(field, value);
  if (!isToMany) return toOneStep(field, objectStep(table, value, values));
  const quantified = quantifiedStep(field, table, value as Record<string, unknown>, values);
  return quantified ?? someStep(field, objectStep(table, value, values));
}

const quantifiers: Readonly<Record<string, (field: RelationField, step: Step) => Step>> = {
  some: someStep,
  every: everyStep,
  none: noneStep,
};

/** `{ some: ... }`, `{ every: ... }`, `{ none: ... }`, unless the target has properties of these names. */
function quantifiedStep(field: RelationField, table: FieldTable, asked: Record<string, unknown>, values: unknown[]): Step | undefined {
  const names = Object.keys(asked);
  if (names.length === 0 || !names.every((name) => Object.hasOwn(quantifiers, name) && !table.fields.has(name))) return undefined;
  return allSteps(
    names.map((name) => {
      const step = objectStep(table, asked[name], values);
      return quantifiers[name]?.(field, step) ?? step;
    }),
  );
}

function noConditions({ label, relation }: RelationField, value: unknown): InvalidValueError {
  const expected = `an object of conditions on ${relation.target.name}, such as { id: ... }`;
  return new InvalidValueError({ label, kind: 'relation', expected, reason: `it is ${described(value)}` });
}
