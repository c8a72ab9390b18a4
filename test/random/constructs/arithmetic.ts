// plus, minus, times, dividedBy, modulo: of one kind, or of whole numbers and floats together.
import type { Kind } from '../../../lib/entity/column-type.js';
import { type Cell, decimalOf, digitsAt, pools, scaled } from '../cells.js';
import { type Construct, type Expression, literal, over, type Place, Undetermined } from '../expression.js';

type Operator = 'plus' | 'minus' | 'times' | 'dividedBy' | 'modulo';
const operators: readonly Operator[] = ['plus', 'minus', 'times', 'dividedBy', 'modulo'];

export const arithmeticConstruct: Construct = {
  name: 'arithmetic',
  gives: ['int', 'bigint', 'float', 'decimal'],
  weight: 4,
  make(place, kind) {
    const isMixed = kind === 'float' && place.random.chance(30);
    const left = place.expression(isMixed ? 'int' : kind);
    // A literal beside a whole number is a whole number.
    const right = place.random.chance(50) && !isMixed ? literal(kind, pickSmall(place, kind)) : place.expression(kind);
    if (left === undefined || right === undefined || !isCalculable(left) || !isCalculable(right)) return undefined;
    return calculated(place.random.pick(operators), left, right, kind);
  },
};

/**
 * Whether no value is so large that a calculation may leave the range: a database may calculate for rows that a condition or a join
 * leaves out, and then fails.
 */
export function isCalculable({ pool = [] }: Expression): boolean {
  return pool.every((cell) => typeof cell === 'string' || isSmall(Number(cell)));
}

function isSmall(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size < 2 ** 40 && size > 1e-9);
}

function pickSmall(place: Place, kind: Kind): Cell {
  const cell = place.value(kind);
  return typeof cell === 'string' || isSmall(Number(cell)) ? cell : (pools[kind as 'int'][1] ?? null);
}

function calculated(operator: Operator, left: Expression, right: Expression, kind: Kind): Expression {
  return over([left, right], (a, b) => ({
    kind,
    code: `${a?.code}.${operator}(${b?.code})`,
    evaluate: (row) => calculate(operator, kind, a?.evaluate(row) ?? null, b?.evaluate(row) ?? null),
  }));
}

/** NULL makes NULL, and so does a division by zero. */
function calculate(operator: Operator, kind: Kind, left: Cell, right: Cell): Cell {
  if (left === null || right === null) return null;
  if (kind === 'float') return calculateFloat(operator, Number(left), Number(right));
  if (kind === 'decimal') return calculateDecimal(operator, String(left), String(right));
  const result = calculateWhole(operator, BigInt(left as number), BigInt(right as number));
  return result === null ? null : wholeOf(kind, result);
}

/** A quotient is cut towards zero; a remainder has the sign of what is divided. */
function calculateWhole(operator: Operator, left: bigint, right: bigint): bigint | null {
  if (operator === 'plus') return left + right;
  if (operator === 'minus') return left - right;
  if (operator === 'times') return left * right;
  if (right === 0n) return null;
  return operator === 'dividedBy' ? left / right : left % right;
}

/** A number that its kind can hold. */
export function wholeOf(kind: Kind, value: bigint): number | bigint {
  if (value >= 2n ** 63n || value < -(2n ** 63n)) throw new Undetermined('The number is beyond 64 bits.');
  if (kind === 'bigint') return value;
  if (!Number.isSafeInteger(Number(value))) throw new Undetermined('The number is beyond the safe integers.');
  return Number(value);
}

function calculateFloat(operator: Operator, left: number, right: number): number | null {
  if (operator === 'plus') return floatOf(left + right);
  if (operator === 'minus') return floatOf(left - right);
  if (operator === 'times') return floatOf(left * right, left !== 0 && right !== 0);
  if (right === 0) return null;
  return operator === 'dividedBy' ? floatOf(left / right, left !== 0) : remainderOf(left, right);
}

/** PostgreSQL calculates the remainder of floats with decimals of 15 digits: see docs/guide/differences.md. */
function remainderOf(left: number, right: number): number {
  const isShort = (value: number): boolean => Number.isInteger(value * 4) && Math.abs(value) < 1e12;
  if (!isShort(left) || !isShort(right)) throw new Undetermined('The remainder depends on the last digits.');
  return left % right;
}

/** Databases differ in what they do with a result that is too large or too small. */
export function floatOf(value: number, isNotZero = false): number {
  if (!Number.isFinite(value) || (isNotZero && Math.abs(value) < 1e-300)) throw new Undetermined('The float is out of range.');
  return value;
}

/** Digits behind the point: as many as the operand with more of them; those of both for a product. */
function calculateDecimal(operator: Operator, left: string, right: string): string | null {
  const scale = Math.max(scaled(left).scale, scaled(right).scale);
  const [a, b] = [digitsAt(left, scale), digitsAt(right, scale)];
  if (operator === 'plus') return decimalOf(a + b, scale);
  if (operator === 'minus') return decimalOf(a - b, scale);
  if (operator === 'times') return productOf(left, right);
  if (b === 0n) return null;
  if (operator === 'modulo') return decimalOf(a % b, scale);
  return quotientOf(left, right);
}

function productOf(left: string, right: string): string {
  const [a, b] = [scaled(left), scaled(right)];
  const digits = a.digits * b.digits;
  if (a.scale + b.scale > 20 || String(digits).length > 40) throw new Undetermined('The decimal has too many digits.');
  return decimalOf(digits, a.scale + b.scale);
}

/** Databases keep a different number of digits of a quotient that does not end; four more than the left side has are surely kept. */
function quotientOf(left: string, right: string): string {
  const { scale } = scaled(left);
  const [a, b] = [scaled(left), scaled(right)];
  const numerator = a.digits * 10n ** BigInt(b.scale + 4);
  if (numerator % b.digits !== 0n) throw new Undetermined('The quotient has no end.');
  return decimalOf(numerator / b.digits, scale + 4);
}
