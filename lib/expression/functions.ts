// Functions over expressions: lower, upper, length, trim, concat, coalesce, abs, round, floor, ceil, now; and aggregates of a query.
import { type ColumnType, intType } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { aggregateNode, functionNode } from '../node/calculation-nodes.js';
import type { AggregateName, FunctionName } from '../node/expression-node.js';
import { composed, Expression, operandOf, valueExpression } from './expression.js';
import { textType } from './lookup.js';
import { checkOf, described } from './value-check.js';

const floatType: ColumnType = Object.freeze({ kind: 'float' });
const timestampType: ColumnType = Object.freeze({ kind: 'timestamp' });

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
  const isNullable = operands.every((operand) => operand.isNullable);
  return new Expression({ ...partsOf(made), isNullable });
}

/** The number without its sign. */
export function abs(of: unknown): Expression {
  return called('abs', [of], expressionIn(of).type);
}

/** The nearest whole number, halves away from zero. */
export function round(of: unknown): Expression {
  return called('round', [of], expressionIn(of).type);
}

/** The next whole number downwards. */
export function floor(of: unknown): Expression {
  return called('floor', [of], expressionIn(of).type);
}

/** The next whole number upwards. */
export function ceil(of: unknown): Expression {
  return called('ceil', [of], expressionIn(of).type);
}

/** The time at which the statement runs. */
export function now(): Expression {
  return called('now', [], timestampType);
}

/** An aggregate over the rows of a query. */
export function aggregateOf(name: Exclude<AggregateName, 'count'>, operand: Expression): Expression {
  const type = name === 'avg' ? floatType : plainType(operand.type);
  const made = composed(name, [operand], type, ([node]) => aggregateNode(name, type, node));
  return new Expression({ ...partsOf(made), isNullable: true });
}

function called(name: FunctionName, operands: readonly unknown[], type: ColumnType): Expression {
  const expressions = operands.map(expressionIn);
  return composed(name, expressions, type, (nodes) => functionNode(name, nodes, type));
}

/** Texts may stand for themselves. */
function expressionIn(value: unknown): Expression {
  if (value instanceof Expression) return value;
  if (typeof value === 'string') return valueExpression(textType, 'text', checkOf(textType, 'text')(value));
  const expected = 'an expression, such as row.name';
  throw new InvalidValueError({ label: 'expression', kind: 'expression', expected, reason: `it is ${described(value)}` });
}

function partsOf(expression: Expression): ConstructorParameters<typeof Expression>[0] {
  const { key, values, type, label, isNullable } = expression;
  return { key, values, type, label, isNullable, resolve: (scope) => expression.resolve(scope) };
}

/** A sum may have more digits than the column. */
function plainType({ kind, values, numbers }: ColumnType): ColumnType {
  return Object.freeze({ kind, ...(values ? { values } : {}), ...(numbers ? { numbers } : {}) });
}
