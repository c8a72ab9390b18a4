// What each kind of column takes from JavaScript, and the plain value that crosses for it; anything else is refused with a reason.
import { isDate as isDateObject, isUint8Array } from 'node:util/types';
import type { ColumnType, ElementKind, Kind } from '../entity/column-type.js';
import { isDate, isLocalTimestamp, isTime } from './calendar.js';
import { whyNotDecimal, whyNotStored } from './decimal-text.js';
import { jsonText } from './json-text.js';
import { Refusal } from './refusal.js';

/** Makes the value that crosses, or throws a `Refusal`. */
export type Take<W> = (value: unknown) => W;

/** How the values of a type cross. */
export type WireForm =
  | { readonly as: 'integer'; readonly expected: string; readonly take: Take<number> }
  | { readonly as: 'bigint'; readonly expected: string; readonly take: Take<bigint> }
  | { readonly as: 'float'; readonly expected: string; readonly take: Take<number> }
  | { readonly as: 'boolean'; readonly expected: string; readonly take: Take<boolean> }
  | { readonly as: 'text'; readonly expected: string; readonly take: Take<string> }
  | { readonly as: 'bytes'; readonly expected: string; readonly take: Take<Uint8Array> };

/** What decides beside the type: a value that is stored must be kept digit by digit, one that is compared need not fit. */
export interface FormOptions {
  readonly isStored: boolean;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const lowestBigint = -(2n ** 63n);
const highestBigint = 2n ** 63n - 1n;

/** The form of a type, composed once per parameter of a plan. */
export function wireFormOf(type: ColumnType, options: FormOptions): WireForm {
  switch (type.kind) {
    case 'int':
      return { as: 'integer', expected: 'a whole number', take: takeInteger };
    case 'duration':
      return { as: 'integer', expected: 'a whole number of milliseconds', take: takeInteger };
    case 'bigint':
      return { as: 'bigint', expected: 'a bigint', take: takeBigint };
    case 'float':
      return { as: 'float', expected: 'a number', take: takeNumber };
    case 'boolean':
      return { as: 'boolean', expected: 'true or false', take: takeBoolean };
    case 'timestamp':
      return { as: 'integer', expected: 'a Date', take: takeInstant };
    case 'bytes':
      return { as: 'bytes', expected: 'a Uint8Array', take: takeBytes };
    case 'json':
      return { as: 'text', expected: 'a value that JSON can hold', take: jsonText };
    case 'array':
      return { as: 'text', expected: `an array of ${type.of ?? 'string'} values`, take: arrayTake(type, options) };
    case 'enum':
      return enumForm(type);
    default:
      return { as: 'text', expected: expectedText[type.kind], take: textTake(type, options) };
  }
}

/** Known to every supported Node.js, not yet to the language level that the types are set to. */
interface WellFormedness {
  isWellFormed(): boolean;
}

type TextKind = Exclude<Kind, 'int' | 'duration' | 'bigint' | 'float' | 'boolean' | 'timestamp' | 'bytes' | 'json' | 'array' | 'enum'>;

const expectedText: Record<TextKind, string> = {
  string: 'a string',
  text: 'a string',
  decimal: 'a decimal number in a string, such as "12.50"',
  uuid: 'a UUID of the form 8-4-4-4-12',
  date: 'a date "YYYY-MM-DD"',
  time: 'a time "HH:mm:ss[.ffffff]"',
  localTimestamp: 'a date and time "YYYY-MM-DDTHH:mm:ss[.ffffff]"',
};

function takeInteger(value: unknown): number {
  if (typeof value !== 'number') throw Refusal.ofType(value);
  if (Number.isSafeInteger(value)) return value;
  throw new Refusal(Number.isInteger(value) ? 'it is beyond 2^53 - 1; such numbers need a bigint column' : 'it is not a whole number');
}

function takeBigint(value: unknown): bigint {
  if (typeof value !== 'bigint') throw Refusal.ofType(value);
  if (value < lowestBigint || value > highestBigint) throw new Refusal('it does not fit into 64 bits');
  return value;
}

/** NaN and the infinities pass: the driver knows whether its database has them. */
function takeNumber(value: unknown): number {
  if (typeof value !== 'number') throw Refusal.ofType(value);
  return value;
}

function takeBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw Refusal.ofType(value);
  return value;
}

function takeInstant(value: unknown): number {
  if (!isDateObject(value)) throw Refusal.ofType(value);
  const milliseconds = value.getTime();
  if (Number.isNaN(milliseconds)) throw new Refusal('it is an invalid Date');
  return milliseconds;
}

function takeBytes(value: unknown): Uint8Array {
  if (!isUint8Array(value)) throw Refusal.ofType(value);
  return value;
}

function textTake(type: ColumnType, { isStored }: FormOptions): Take<string> {
  switch (type.kind) {
    case 'decimal':
      return (value) => takeDecimal(value, isStored ? type : undefined);
    case 'uuid':
      return takeUuid;
    case 'date':
      return checkedText(isDate, 'it is no date of the calendar');
    case 'time':
      return checkedText(isTime, 'it is no time of day');
    case 'localTimestamp':
      return checkedText(isLocalTimestamp, 'it is no date and time of the calendar');
    default:
      return takeText;
  }
}

/** Text that every database keeps as it is. */
export function takeText(value: unknown): string {
  if (typeof value !== 'string') throw Refusal.ofType(value);
  if (value.includes('\0')) throw new Refusal('it holds the character U+0000, which databases cannot store');
  if (!(value as unknown as WellFormedness).isWellFormed()) throw new Refusal('it holds half of a surrogate pair, which has no UTF-8 form');
  return value;
}

function takeDecimal(value: unknown, stored: ColumnType | undefined): string {
  if (typeof value !== 'string') throw Refusal.ofType(value);
  const reason = whyNotDecimal(value) ?? (stored && whyNotStored(value, stored.precision, stored.scale));
  if (reason !== undefined) throw new Refusal(reason);
  return value;
}

function takeUuid(value: unknown): string {
  if (typeof value !== 'string') throw Refusal.ofType(value);
  if (uuidForm.test(value)) return value;
  const lower = value.toLowerCase();
  if (uuidForm.test(lower)) return lower;
  throw new Refusal('it has another form');
}

function checkedText(isValid: (text: string) => boolean, reason: string): Take<string> {
  return (value) => {
    if (typeof value !== 'string') throw Refusal.ofType(value);
    if (!isValid(value)) throw new Refusal(reason);
    return value;
  };
}

function enumForm({ values, numbers }: ColumnType): WireForm {
  const expected = `one of ${(numbers ?? values ?? []).join(', ')}`;
  if (numbers) return { as: 'integer', expected, take: memberTake<number>(new Set(numbers)) };
  return { as: 'text', expected, take: memberTake<string>(new Set(values)) };
}

function memberTake<W>(members: ReadonlySet<unknown>): Take<W> {
  return (value) => {
    if (!members.has(value)) throw new Refusal('it is none of them');
    return value as W;
  };
}

/** An array crosses as the JSON text of its elements; JSON has no form for wide integers, decimals and bytes: they become strings. */
function arrayTake(type: ColumnType, options: FormOptions): Take<string> {
  const element: ElementKind = type.of ?? 'string';
  const form = wireFormOf({ kind: element }, options);
  return (value) => {
    if (!Array.isArray(value)) throw Refusal.ofType(value);
    return `[${Array.from(value, (item, index) => elementText(form, item, index)).join(',')}]`;
  };
}

function elementText(form: WireForm, item: unknown, index: number): string {
  try {
    if (form.as === 'bigint') return `"${form.take(item)}"`;
    if (form.as === 'bytes') return `"${Buffer.from(form.take(item)).toString('base64')}"`;
    if (form.as === 'float') return floatText(form.take(item));
    return JSON.stringify(form.take(item));
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(`element ${index}: ${error.reason}`) : error;
  }
}

function floatText(value: number): string {
  if (!Number.isFinite(value)) throw new Refusal('an array cannot hold NaN or an infinity');
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value);
}
