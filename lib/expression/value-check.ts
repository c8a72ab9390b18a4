// What each kind of column takes as a value; the first look, when a query is built: the wire room looks again at form and range.
import { isDate, isUint8Array } from 'node:util/types';
import type { ColumnType } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';

/** Gives the value as it crosses; throws when it is none of its kind. */
export type Check = (value: unknown) => unknown;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const decimal = /^[+-]?\d+(\.\d+)?$/;
const date = /^\d{4}-\d{2}-\d{2}$/;
const time = /^\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;
const localTimestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;

/**
 * The check of a type; `label` is `Entity.property`.
 *
 * @throws UndefinedValueError, InvalidValueError from the check.
 */
export function checkOf(type: ColumnType, label: string): Check {
  const { form, accepts, expected } = ruleOf(type);
  return (value) => {
    if (accepts(value)) return value;
    if (value === undefined) throw new UndefinedValueError({ path: label });
    if (type.kind === 'decimal' && Number.isSafeInteger(value)) return String(value);
    const reason = typeof value === form ? 'it has another form or is out of range' : `it is ${described(value)}`;
    throw new InvalidValueError({ label, kind: type.kind, expected, reason });
  };
}

interface Rule {
  /** The `typeof` of its values, where that alone does not decide. */
  readonly form?: 'string' | 'number';
  readonly accepts: (value: unknown) => boolean;
  readonly expected: string;
}

function ruleOf(type: ColumnType): Rule {
  switch (type.kind) {
    case 'int':
      return { form: 'number', accepts: Number.isSafeInteger, expected: 'a whole number within ±(2^53 - 1)' };
    case 'duration':
      return { form: 'number', accepts: Number.isSafeInteger, expected: 'a whole number of milliseconds' };
    case 'bigint':
      return { accepts: (value) => typeof value === 'bigint', expected: 'a bigint' };
    case 'float':
      return {
        form: 'number',
        accepts: (value) => typeof value === 'number' && !Number.isNaN(value),
        expected: 'a number that is not NaN',
      };
    case 'boolean':
      return { accepts: (value) => typeof value === 'boolean', expected: 'true or false' };
    case 'timestamp':
      return { accepts: (value) => isDate(value) && !Number.isNaN(value.getTime()), expected: 'a valid Date' };
    case 'bytes':
      return { accepts: isUint8Array, expected: 'a Uint8Array' };
    case 'json':
      return { accepts: isJson, expected: 'a value that JSON can hold' };
    case 'enum':
      return enumRule(type);
    case 'array':
      return arrayRule(type);
    default:
      return textRule(type);
  }
}

function textRule({ kind }: ColumnType): Rule {
  switch (kind) {
    case 'uuid':
      return { form: 'string', accepts: matches(uuid), expected: 'a UUID of the form 8-4-4-4-12' };
    case 'decimal':
      return { form: 'string', accepts: matches(decimal), expected: 'a decimal number in a string, such as "12.50"' };
    case 'date':
      return { form: 'string', accepts: matches(date), expected: 'a date "YYYY-MM-DD"' };
    case 'time':
      return { form: 'string', accepts: matches(time), expected: 'a time "HH:mm:ss[.ffffff]"' };
    case 'localTimestamp':
      return { form: 'string', accepts: matches(localTimestamp), expected: 'a date and time "YYYY-MM-DDTHH:mm:ss[.ffffff]"' };
    default:
      return { accepts: (value) => typeof value === 'string', expected: 'a string' };
  }
}

function enumRule({ values, numbers }: ColumnType): Rule {
  const members = new Set<unknown>(numbers ?? values);
  return { form: numbers ? 'number' : 'string', accepts: (value) => members.has(value), expected: `one of ${[...members].join(', ')}` };
}

function arrayRule({ of = 'string' }: ColumnType): Rule {
  const { accepts, expected } = ruleOf({ kind: of });
  return { accepts: (value) => Array.isArray(value) && value.every(accepts), expected: `an array, each of it ${expected}` };
}

function matches(form: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && form.test(value);
}

function isJson(value: unknown): boolean {
  return value !== undefined && !['function', 'symbol', 'bigint'].includes(typeof value);
}

/** The kind of a value in words, never the value itself. */
export function described(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isDate(value) && Number.isNaN(value.getTime())) return 'an invalid Date';
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `an instance of ${name}` : 'an object';
}
