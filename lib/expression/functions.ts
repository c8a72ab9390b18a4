// Functions over expressions: lower, upper, length, trim, concat, coalesce, abs, round, floor, ceil, now; and aggregates of a query.
import { type ColumnType, intType } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { functionNode } from '../node/calculation-nodes.js';
import type { FunctionName } from '../node/expression-node.js';
import { composed, type Expression, expressionIn, operandOf, valueExpression } from './expression.js';
import { floatType, textType, timestampType } from './lookup.js';
import { described } from './value-check.js';

/** The text in lower case. */
export function lower(of: unknown): Expression {
  return called('lower', [of], textType);
}

/** The text in upper case. */
export function upper(of: unknown): Expression {
  return called('upper', [of], textType);
}

/** The number of characters. */
export function length(of: unknown): Expression {
  return called('length', [of], intType);
}

/** The text without spaces at both ends. */
export function trim(of: unknown): Expression {
  return called('trim', [of], textType);
}

/** The texts one after the other. */
export function concat(...parts: readonly unknown[]): Expression {
  return called('concat', parts, textType);
}

/** The first value that is not NULL. */
export function coalesce(of: unknown, ...others: readonly unknown[]): Expression {
  const first = expressionIn(of);
  const operands = [first, ...others.map((other) => operandOf(other, first))];
  const made = composed('coalesce', operands, first.type, (nodes) => functionNode('coalesce', nodes, first.type));
  return made.with({ isNullable: operands.every((operand) => operand.isNullable) });
}

/** The number without its sign. */
export function abs(of: unknown): Expression {
  return called('abs', [of], expressionIn(of).type);
}

/** The number without a fraction, or with so many digits of it; halves away from zero. */
export function round(of: unknown, digits?: unknown): Expression {
  const { type } = expressionIn(of);
  if (digits === undefined) return called('round', [of], type);
  return called('round', [of, whole('round', digits, 0)], type);
}

/** The next whole number downwards. */
export function floor(of: unknown): Expression {
  return called('floor', [of], expressionIn(of).type);
}

/** The next whole number upwards. */
export function ceil(of: unknown): Expression {
  return called('ceil', [of], expressionIn(of).type);
}

/** -1, 0 or 1. */
export function sign(of: unknown): Expression {
  return called('sign', [of], intType);
}

/** A number to a power, as a float. */
export function power(of: unknown, exponent: unknown): Expression {
  return called('power', [of, operandOf(exponent, expressionIn(of))], floatType).with({ isNullable: true });
}

/** The square root, as a float; NULL of a negative number. */
export function sqrt(of: unknown): Expression {
  return called('sqrt', [of], floatType).with({ isNullable: true });
}

/** A float from 0 to 1, another for each row. */
export function random(): Expression {
  return called('random', [], floatType);
}

/** The greatest of the values; NULL when one is. */
export function greatest(of: unknown, ...others: readonly unknown[]): Expression {
  return alike('greatest', of, others);
}

/** The least of the values; NULL when one is. */
export function least(of: unknown, ...others: readonly unknown[]): Expression {
  return alike('least', of, others);
}

/** The first value, or NULL when it equals the second. */
export function nullIf(of: unknown, other: unknown): Expression {
  return alike('nullIf', of, [other]).with({ isNullable: true });
}

/** The text without spaces at its start. */
export function trimStart(of: unknown): Expression {
  return called('trimStart', [of], textType);
}

/** The text without spaces at its end. */
export function trimEnd(of: unknown): Expression {
  return called('trimEnd', [of], textType);
}

/** The text filled up at its start to so many characters; a longer one stays as it is. */
export function padStart(of: unknown, size: unknown, fill: unknown = ' '): Expression {
  return called('padStart', [of, whole('padStart', size, 0), fill], textType);
}

/** The text filled up at its end to so many characters; a longer one stays as it is. */
export function padEnd(of: unknown, size: unknown, fill: unknown = ' '): Expression {
  return called('padEnd', [of, whole('padEnd', size, 0), fill], textType);
}

/** The text so many times. */
export function repeat(of: unknown, times: unknown): Expression {
  return called('repeat', [of, whole('repeat', times, 0)], textType);
}

/** The text with each `search` replaced. */
export function replace(of: unknown, search: unknown, by: unknown): Expression {
  return called('replace', [of, search, by], textType);
}

/** A part of the text from `start`, counted from 1; to its end without `size`. */
export function substring(of: unknown, start: unknown, size?: unknown): Expression {
  const bounds = [whole('substring', start, 1), ...(size === undefined ? [] : [whole('substring', size, 0)])];
  return called('substring', [of, ...bounds], textType);
}

/** The place of a text in another, counted from 1; 0 when it is not there. */
export function indexOf(of: unknown, search: unknown): Expression {
  return called('indexOf', [of, search], intType);
}

/** The time at which the statement runs. */
export function now(): Expression {
  return called('now', [], timestampType);
}

/** A whole number from `least` on, or an expression. */
function whole(name: string, value: unknown, least: number): Expression {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) < 2 ** 31)
    return valueExpression(intType, name, value);
  if (typeof value === 'object' && value !== null) return expressionIn(value);
  const expected = `a whole number from ${least} on, or an expression`;
  throw new InvalidValueError({ label: `${name}()`, kind: 'int', expected, reason: `it is ${described(value)}` });
}

/** A function whose operands are of one type. */
function alike(name: FunctionName, of: unknown, others: readonly unknown[]): Expression {
  const first = expressionIn(of);
  return composed(name, [first, ...others.map((other) => operandOf(other, first))], first.type, (nodes) =>
    functionNode(name, nodes, first.type),
  );
}

function called(name: FunctionName, operands: readonly unknown[], type: ColumnType): Expression {
  const expressions = operands.map(textOr);
  return composed(name, expressions, type, (nodes) => functionNode(name, nodes, type));
}

/** Texts may stand for themselves. */
function textOr(value: unknown): Expression {
  return typeof value === 'string' ? valueExpression(textType, 'text', value) : expressionIn(value);
}
