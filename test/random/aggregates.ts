// What aggregates make of values: sums, averages, extremes.
import type { Kind } from '../../lib/entity/column-type.js';
import { type Cell, compareCells, decimalOf, digitsAt, scaled } from './cells.js';
import { floatOf, wholeOf } from './constructs/arithmetic.js';
import { Undetermined } from './expression.js';

export type AggregateName = 'sum' | 'avg' | 'min' | 'max';

/** NULLs are passed over; of nothing there is NULL. */
export function aggregated(name: AggregateName, kind: Kind, all: readonly Cell[]): Cell {
  const values = all.filter((value) => value !== null);
  if (values.length === 0) return null;
  if (name === 'sum') return sumOf(kind, values);
  if (name === 'avg') return averageOf(kind, values);
  const sign = name === 'min' ? -1 : 1;
  return values.reduce((best, value) => (compareCells(kind, value, best) * sign > 0 ? value : best));
}

function sumOf(kind: Kind, values: readonly Cell[]): Cell {
  if (kind === 'float') return exactSum(values.map(Number));
  if (kind === 'decimal') {
    const scale = Math.max(...values.map((value) => scaled(String(value)).scale));
    return decimalOf(
      values.reduce<bigint>((sum, value) => sum + digitsAt(String(value), scale), 0n),
      scale,
    );
  }
  const reach = values.reduce<bigint>((sum, value) => sum + absolute(BigInt(value as number)), 0n);
  if (reach >= 2n ** 63n) throw new Undetermined('A part of the sum may be out of range.');
  return wholeOf(
    kind,
    values.reduce<bigint>((sum, value) => sum + BigInt(value as number), 0n),
  );
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The sum of floats depends on their order unless no digit is lost. */
function exactSum(values: readonly number[]): number {
  const isExact = values.every((value) => Number.isInteger(value * 2 ** 10) && Math.abs(value) < 2 ** 30);
  if (!isExact && values.length > 1) throw new Undetermined('The sum depends on the order.');
  return floatOf(values.reduce((sum, value) => sum + value, 0));
}

/** A float, whatever the kind. */
function averageOf(kind: Kind, values: readonly Cell[]): number {
  const sum = kind === 'float' ? exactSum(values.map(Number)) : Number(sumOf(kind, values));
  if (kind !== 'float' && values.some((value) => Math.abs(Number(value)) > 2 ** 40)) throw new Undetermined('The average loses digits.');
  return sum / values.length;
}
