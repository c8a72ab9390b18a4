// year, month, day, week, hour and date: parts of dates and times, in UTC.
import type { Kind } from '../../../lib/entity/column-type.js';
import type { Cell } from '../cells.js';
import { type Construct, type Expression, over } from '../expression.js';
import type { Place } from '../expression.js';

export type Part = 'year' | 'month' | 'day' | 'week' | 'hour' | 'date';

const calendar: readonly Part[] = ['year', 'month', 'day', 'week'];
export const partsOf: Readonly<Partial<Record<Kind, readonly Part[]>>> = {
  timestamp: [...calendar, 'hour', 'date'],
  localTimestamp: [...calendar, 'hour', 'date'],
  date: calendar,
  time: ['hour'],
};

export const datePartConstruct: Construct = {
  name: 'date part',
  gives: ['int'],
  weight: 2,
  make(place) {
    const kind = place.random.pick(Object.keys(partsOf)) as Kind;
    return partExpression(place, kind, place.random.pick((partsOf[kind] ?? []).filter((part) => part !== 'date')));
  },
};

export const dayOfConstruct: Construct = {
  name: 'date of an instant',
  gives: ['date'],
  weight: 2,
  make: (place) => partExpression(place, place.random.pick(['timestamp', 'localTimestamp']), 'date'),
};

function partExpression(place: Place, kind: Kind, part: Part | undefined): Expression | undefined {
  const of = place.expression(kind);
  if (of === undefined || part === undefined) return undefined;
  return over([of], (operand) => ({
    kind: part === 'date' ? 'date' : 'int',
    code: `${operand?.code}.${part}()`,
    evaluate: (row) => partOf(part, operand?.evaluate(row) ?? null),
  }));
}

/** A part of a date, a time, or both; NULL of NULL. */
export function partOf(part: Part, value: Cell): Cell {
  if (value === null) return null;
  const text = value instanceof Date ? value.toISOString() : String(value);
  if (part === 'hour') return Number(text.slice(text.includes('T') ? 11 : 0).slice(0, 2));
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const parts = { year, month, day, week: isoWeek(Date.UTC(year, month - 1, day)), date: text.slice(0, 10) };
  return parts[part];
}

/** The number of the week that begins on Monday; the first week has the first Thursday. */
function isoWeek(time: number): number {
  const day = 86_400_000;
  const thursday = new Date(time + (4 - (new Date(time).getUTCDay() || 7)) * day);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - newYear) / day / 7) + 1;
}
