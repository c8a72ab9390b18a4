// Checks the numbers that clauses take.
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { described } from '../expression/value-check.js';

/** A number of rows: whole, from `least` on. @throws UndefinedValueError, InvalidValueError */
export function wholeNumber(label: string, value: unknown, least = 0): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  if (value === undefined) throw new UndefinedValueError({ path: label });
  const expected = `a whole number from ${least} on`;
  throw new InvalidValueError({ label, kind: 'int', expected, reason: `it is ${described(value)}` });
}
