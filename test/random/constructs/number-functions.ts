// abs, round, floor and ceil; round takes halves away from zero.
import type { Kind } from '../../../lib/entity/column-type.js';
import { type Cell, decimalOf, scaled } from '../cells.js';
import { type Construct, over } from '../expression.js';
import { isCalculable, wholeOf } from './arithmetic.js';

type Name = 'abs' | 'round' | 'floor' | 'ceil';
const names: readonly Name[] = ['abs', 'round', 'floor', 'ceil'];

export const numberConstruct: Construct = {
  name: 'number function',
  gives: ['int', 'bigint', 'float', 'decimal'],
  weight: 3,
  make(place, kind) {
    const of = place.expression(kind);
    if (of === undefined || !isCalculable(of)) return undefined;
    const name = place.random.pick(names);
    return over([of], (part) => ({
      kind,
      code: `${name}(${part?.code})`,
      evaluate: (row) => changed(name, kind, part?.evaluate(row) ?? null),
    }));
  },
};

function changed(name: Name, kind: Kind, value: Cell): Cell {
  if (value === null) return null;
  if (kind === 'float') return ofFloat(name, Number(value));
  if (kind === 'decimal') return ofDecimal(name, String(value));
  const whole = BigInt(value as number);
  return wholeOf(kind, name === 'abs' && whole < 0n ? -whole : whole);
}

function ofFloat(name: Name, value: number): number {
  if (name === 'abs') return Math.abs(value);
  if (name === 'floor') return Math.floor(value);
  if (name === 'ceil') return Math.ceil(value);
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function ofDecimal(name: Name, value: string): string {
  const { digits, scale } = scaled(value);
  if (name === 'abs') return decimalOf(digits < 0n ? -digits : digits, scale);
  const unit = 10n ** BigInt(scale);
  const rest = digits % unit;
  const whole = digits / unit;
  if (name === 'floor') return String(rest < 0n ? whole - 1n : whole);
  if (name === 'ceil') return String(rest > 0n ? whole + 1n : whole);
  const isFar = (rest < 0n ? -rest : rest) * 2n >= unit;
  return String(isFar ? whole + (digits < 0n ? -1n : 1n) : whole);
}
