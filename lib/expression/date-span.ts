// Spans of time such as `{ days: 3, hours: 2 }`: what is added to dates and instants.
import type { ColumnType, Kind } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import type { DateUnit } from '../node/expression-node.js';
import { described } from './value-check.js';

/** A span of calendar units and of time; a month later than 31 January is the last day of February. */
export interface DateSpan {
  readonly years?: number;
  readonly months?: number;
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/** Larger units first: the day is set right before hours are added. */
const units: ReadonlyMap<string, DateUnit> = new Map([
  ['years', 'year'],
  ['months', 'month'],
  ['weeks', 'week'],
  ['days', 'day'],
  ['hours', 'hour'],
  ['minutes', 'minute'],
  ['seconds', 'second'],
]);

const moments: readonly Kind[] = ['date', 'timestamp', 'localTimestamp'];

/** Whether values of the type are dates or instants. */
export function isMoment({ kind }: ColumnType): boolean {
  return moments.includes(kind);
}

/** Whether a value is meant as a span. */
export function isSpan(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The amounts of a span by unit, larger units first. @throws InvalidValueError, UnknownKeyError, UndefinedValueError */
export function amountsOf(label: string, span: unknown): { readonly unit: DateUnit; readonly amount: number }[] {
  if (!isSpan(span) || Object.keys(span).length === 0) {
    const expected = 'a span such as { days: 3 }';
    throw new InvalidValueError({ label, kind: 'span', expected, reason: `it is ${described(span)}` });
  }
  const unknown = Object.keys(span).find((key) => !units.has(key));
  if (unknown !== undefined) throw new UnknownKeyError({ entity: 'a span of time', key: unknown, known: [...units.keys()] });
  const given = span as Record<string, unknown>;
  return [...units]
    .filter(([key]) => Object.hasOwn(given, key))
    .map(([key, unit]) => ({ unit, amount: wholeAmount(label, key, given[key]) }));
}

function wholeAmount(label: string, key: string, amount: unknown): number {
  if (typeof amount === 'number' && Number.isSafeInteger(amount) && Math.abs(amount) < 2 ** 31) return amount;
  if (amount === undefined) throw new UndefinedValueError({ path: `${label} ${key}` });
  const reason = `it is ${typeof amount === 'number' ? 'no whole number within ±2^31' : described(amount)}`;
  throw new InvalidValueError({ label: `${label} ${key}`, kind: 'span', expected: 'a whole number', reason });
}
