// The values of columns: which there are of each kind, how code says them, how they compare.
import type { Kind } from '../../lib/entity/column-type.js';

export type JsonCell = string | number | boolean | null | readonly JsonCell[] | { readonly [key: string]: JsonCell };
export type Cell = null | string | number | bigint | boolean | Date | Uint8Array | readonly Cell[] | { readonly [key: string]: JsonCell };

/** The members of the enums. */
export const colours = ['red', 'Red', "it's", 'a b'] as const;
export const ranks = [1, 2, 30] as const;

const words = ['', 'a', 'A', 'b', 'abc', 'ABC', 'aBc', 'é', 'É', 'Straße', '%', '_', '\\', "'", '"', 'a%c', 'a_c', 'a\\c', ' a', 'a '];
const oddWords = ['日本', '😀', 'Ａ', '\uFFFD', 'null', '0', '10', '9', 'true', '--', '/*', '`', '?', ':a', '$1', '{}'];
const dates = ['2024-02-29', '1999-12-31', '2000-01-01', '2024-12-30', '2021-01-03', '2023-01-01', '1000-01-01', '9999-12-31'];
const instants = [
  '2024-02-29T12:30:00.000Z',
  '1999-12-31T23:59:59.999Z',
  '2000-01-01T00:00:00.000Z',
  '2024-12-30T23:30:00.250Z',
  '2021-01-03T01:00:00.000Z',
  '1969-12-31T23:59:59.500Z',
  '1000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
];

/** All values of a kind that are worth a try. */
export const pools: Readonly<Record<Exclude<Kind, 'array'>, readonly Cell[]>> = {
  int: [0, 1, 2, 3, -1, -7, 10, 100, 2 ** 53 - 1, -(2 ** 53 - 1)],
  bigint: [0n, 1n, 2n, -3n, 10n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  float: [0, 0.5, 1, 1.5, 2.5, -2.5, -0.5, 0.1, 1e-7, 1e21, 1.797_693_134_862_315_7e308, 2 ** -1000, 3, 1 / 3, 0.499_999_999_999_999_94],
  decimal: ['0.00', '0.01', '1.50', '2.50', '-2.50', '10.00', '9.99', '-0.01', '3.00', '99999999.99', '-99999999.99'],
  string: [...words, ...oddWords],
  text: [...words, ...oddWords, 'two\nlines', 'tab\tbed', 'x'.repeat(300)],
  boolean: [true, false],
  uuid: ['0190f5c2-0000-7000-8000-00000000000a', '0190f5c2-0000-7000-8000-00000000000b', 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
  date: dates,
  time: ['00:00:00', '12:30:00', '23:59:59.999999', '01:02:03.5', '01:02:03.000001', '12:30:01'],
  timestamp: instants.map((text) => new Date(text)),
  localTimestamp: ['2024-02-29T12:30:00', '1999-12-31T23:59:59.999999', '2000-01-01T00:00:00', '2024-12-30T23:30:00.25'],
  duration: [0, 1, 1_500, -10, 86_400_000],
  bytes: [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(1, 2, 255), Uint8Array.of(1), Uint8Array.of(92, 39)],
  json: [
    {},
    [],
    { a: 1 },
    { a: 1, b: [1, 2] },
    { b: [1, 2], a: 1 },
    { a: { b: null } },
    { a: null },
    { a: '1', c: true },
    { 'k.y': 'v', 'q"u': 1 },
    [1, 2, 'x'],
    [2, 1],
    [{ a: 1 }, { b: 2 }],
    'text',
    '',
    5,
    1.5,
    true,
    false,
    { a: 'é', b: [] },
  ],
  enum: colours,
};

/** A value as TypeScript. */
export function codeOf(cell: Cell): string {
  if (typeof cell === 'bigint') return `${cell}n`;
  if (cell instanceof Date) return `new Date('${cell.toISOString()}')`;
  if (cell instanceof Uint8Array) return `Uint8Array.of(${[...cell].join(', ')})`;
  if (Array.isArray(cell)) return `[${(cell as readonly Cell[]).map(codeOf).join(', ')}]`;
  if (Object.is(cell, -0)) return '-0';
  if (typeof cell !== 'object' || cell === null) return typeof cell === 'string' ? JSON.stringify(cell) : String(cell);
  return `{ ${Object.entries(cell)
    .map(([key, value]) => `${JSON.stringify(key)}: ${codeOf(value)}`)
    .join(', ')} }`;
}

/** Negative, zero or positive, as the first is before, equal to or after the second; both are of one kind and neither is NULL. */
export function compareCells(kind: Kind, left: Cell, right: Cell): number {
  switch (kind) {
    case 'decimal':
      return compareDecimals(String(left), String(right));
    case 'string':
    case 'text':
    case 'enum':
      return typeof left === 'number' ? left - Number(right) : compareTexts(String(left), String(right));
    case 'uuid':
      return compareTexts(String(left).toLowerCase(), String(right).toLowerCase());
    case 'timestamp':
      return Number(left) - Number(right);
    case 'bytes':
      return Buffer.compare(left as Uint8Array, right as Uint8Array);
    case 'json':
    case 'array':
      // They have no order; only equality is asked.
      return jsonEquals(left as JsonCell, right as JsonCell) ? 0 : 1;
    default:
      return comparePlain(left as number, right as number);
  }
}

function comparePlain(left: number, right: number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** By code point: UTF-16 would put what is beyond U+FFFF before U+E000. */
export function compareTexts(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Digits as a whole number, and how many of them are behind the point. */
export function scaled(decimal: string): { readonly digits: bigint; readonly scale: number } {
  const [whole = '', fraction = ''] = decimal.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** The digits of a decimal that has so many behind its point. */
export function digitsAt(decimal: string, scale: number): bigint {
  const { digits, scale: own } = scaled(decimal);
  return digits * 10n ** BigInt(scale - own);
}

export function decimalOf(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function compareDecimals(left: string, right: string): number {
  const scale = Math.max(scaled(left).scale, scaled(right).scale);
  return Number(digitsAt(left, scale) - digitsAt(right, scale));
}

/** Equal as JSON: the order of keys does not count, that of elements does. */
export function jsonEquals(left: unknown, right: unknown): boolean {
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((element, index) => jsonEquals(element, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return left === right;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && jsonEquals(left[key], right[key]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
