// Checks the signals that clauses take.
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { described } from '../expression/value-check.js';

/** @throws UndefinedValueError, InvalidValueError */
export function checkedSignal(value: unknown): AbortSignal {
  if (value instanceof AbortSignal) return value;
  if (value === undefined) throw new UndefinedValueError({ path: 'signal' });
  throw new InvalidValueError({ label: 'signal', kind: 'signal', expected: 'an AbortSignal', reason: `it is ${described(value)}` });
}
