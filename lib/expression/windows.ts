// Window functions: values over the rows around a row of the result.
import { type ColumnType, intType } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { windowNode } from '../node/calculation-nodes.js';
import type { AggregateNode, ExpressionNode, FrameNode, WindowName } from '../node/expression-node.js';
import { orderNode } from '../node/select-nodes.js';
import type { Scope } from './expression-clause.js';
import { Expression, expressionIn, type ExpressionOrder, operandOf, valueExpression } from './expression.js';
import { floatType } from './lookup.js';
import { isPlainObject } from './nested-lookups.js';
import { described } from './value-check.js';

/** What is computed over a window. */
interface WindowParts {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** Their values come first. */
  readonly operands: readonly Expression[];
  /** The function, with what an aggregate needs of its operands' nodes. */
  readonly functionOf: (nodes: readonly ExpressionNode[]) => {
    readonly function: WindowName | AggregateNode;
    readonly arguments?: readonly ExpressionNode[];
  };
}

/** A window function that has no window yet. */
export class WindowFunction {
  readonly #parts: WindowParts;

  constructor(parts: WindowParts) {
    this.#parts = parts;
  }

  /** Computed over the rows of the same partition, in an order. */
  over(window: unknown = {}): Expression {
    return windowed(this.#parts, window);
  }
}

/** The expression of a function over a window. @throws InvalidValueError */
export function windowed({ name, type, isNullable, operands, functionOf }: WindowParts, window: unknown): Expression {
  const { partition, orders, frame } = readWindow(name, window);
  const all = [...operands, ...partition, ...orders.map(({ expression }) => expression)];
  if (all.some(({ level }) => level === 'window')) throw refused(name, 'expressions that hold no window function', 'one that does');
  const resolve = (scope: Scope): ExpressionNode => {
    const made = functionOf(operands.map((operand) => operand.resolve(scope)));
    const partitionBy = partition.map((part) => part.resolve(scope));
    const orderBy = orders.map((order) => orderNode(order.expression.resolve(scope), order.isDescending, order.nulls));
    return windowNode({ ...made, partitionBy, orderBy, frame, type });
  };
  const expression: Expression = new Expression({
    key: `${name}(${keysOf(operands)}) over(${keysOf(partition)};${orders.map(orderKey).join(',')};${frame ? JSON.stringify(frame) : ''})`,
    values: all.flatMap(({ values }) => values),
    type,
    label: name,
    isNullable,
    level: 'window',
    resolve: (scope): ExpressionNode => scope.hoisted(expression, resolve),
  });
  return expression;
}

function keysOf(expressions: readonly Expression[]): string {
  return expressions.map(({ key }) => key).join(',');
}

function orderKey({ expression, isDescending, nulls }: ExpressionOrder): string {
  return `${expression.key}${isDescending ? ' desc' : ''} ${nulls ?? ''}`;
}

interface WindowSpec {
  readonly partition: readonly Expression[];
  readonly orders: readonly ExpressionOrder[];
  readonly frame: FrameNode | undefined;
}

const members = ['partitionBy', 'orderBy', 'frame'];

function readWindow(name: string, window: unknown): WindowSpec {
  if (!isPlainObject(window))
    throw refused(name, 'a window such as { partitionBy: row.status, orderBy: row.views.desc() }', described(window));
  const unknown = Object.keys(window).find((key) => !members.includes(key));
  if (unknown !== undefined) throw refused(name, `a window of ${members.join(', ')}`, `one with ${JSON.stringify(unknown)}`);
  const { partitionBy = [], orderBy = [], frame } = window;
  return {
    partition: listOf(partitionBy).map(expressionIn),
    orders: listOf(orderBy).map(orderIn),
    frame: frame === undefined ? undefined : readFrame(name, frame),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** An expression alone ascends. */
export function orderIn(value: unknown): ExpressionOrder {
  const order = value as Partial<ExpressionOrder> | null;
  if (typeof order === 'object' && order?.expression instanceof Expression) return value as ExpressionOrder;
  return expressionIn(value).asc();
}

const units: readonly FrameNode['unit'][] = ['rows', 'range', 'groups'];

function readFrame(name: string, frame: unknown): FrameNode {
  const [unit, ...others] = isPlainObject(frame) ? units.filter((key) => Object.hasOwn(frame, key)) : [];
  const bounds: unknown = unit && (frame as Record<string, unknown>)[unit];
  if (unit === undefined || others.length > 0 || !Array.isArray(bounds) || bounds.length !== 2 || !bounds.every(isBound)) {
    throw refused(
      name,
      'a frame such as { rows: [-2, 0] } or { range: [null, 0] }, from start to end, null for no bound',
      described(frame),
    );
  }
  const [start, end] = bounds as (number | null)[];
  if ((start ?? -Infinity) > (end ?? Infinity)) throw refused(name, 'a frame that starts before it ends', 'one that does not');
  return Object.freeze({ unit, start: start ?? null, end: end ?? null });
}

function isBound(bound: unknown): boolean {
  return bound === null || (Number.isSafeInteger(bound) && Math.abs(bound as number) < 2 ** 31);
}

function refused(name: string, expected: string, found: string): InvalidValueError {
  return new InvalidValueError({ label: `${name}()`, kind: 'window', expected, reason: `it is ${found}` });
}

function simple(name: WindowName, type: ColumnType): () => WindowFunction {
  return () => new WindowFunction({ name, type, isNullable: false, operands: [], functionOf: () => ({ function: name }) });
}

/** The number of the row in its partition, from 1. */
export const rowNumber = simple('rowNumber', intType);
/** The place of the row; rows of the same order share one, and leave gaps. */
export const rank = simple('rank', intType);
/** The place of the row without gaps. */
export const denseRank = simple('denseRank', intType);
/** The place of the row from 0 to 1. */
export const percentRank = simple('percentRank', floatType);
/** The share of rows up to this one. */
export const cumeDist = simple('cumeDist', floatType);

/** The number of the part, when the partition is cut into so many of about the same size. */
export function ntile(parts: unknown): WindowFunction {
  const operand = valueExpression(intType, 'ntile', positive('ntile', parts));
  return new WindowFunction({
    name: 'ntile',
    type: intType,
    isNullable: false,
    operands: [operand],
    functionOf: (nodes) => ({ function: 'ntile', arguments: nodes }),
  });
}

/** The value of the row so many rows before; `otherwise` where there is none. */
export function lag(of: unknown, offset: unknown = 1, otherwise?: unknown): WindowFunction {
  return shifted('lag', of, offset, otherwise);
}

/** The value of the row so many rows after; `otherwise` where there is none. */
export function lead(of: unknown, offset: unknown = 1, otherwise?: unknown): WindowFunction {
  return shifted('lead', of, offset, otherwise);
}

/** The value of the first row of the frame. */
export function firstValue(of: unknown): WindowFunction {
  return valueOf('firstValue', [expressionIn(of)]);
}

/** The value of the last row of the frame, which ends at the current row unless the window says otherwise. */
export function lastValue(of: unknown): WindowFunction {
  return valueOf('lastValue', [expressionIn(of)]);
}

/** The value of a row of the frame, counted from 1. */
export function nthValue(of: unknown, place: unknown): WindowFunction {
  return valueOf('nthValue', [expressionIn(of), valueExpression(intType, 'nthValue', positive('nthValue', place))]);
}

function shifted(name: 'lag' | 'lead', of: unknown, offset: unknown, otherwise: unknown): WindowFunction {
  const operand = expressionIn(of);
  const places = valueExpression(intType, name, positive(name, offset));
  return valueOf(name, otherwise === undefined ? [operand, places] : [operand, places, operandOf(otherwise, operand)]);
}

function valueOf(name: WindowName, operands: readonly Expression[]): WindowFunction {
  const type = operands[0]?.type ?? intType;
  return new WindowFunction({ name, type, isNullable: true, operands, functionOf: (nodes) => ({ function: name, arguments: nodes }) });
}

function positive(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31) return value as number;
  throw refused(name, 'a whole number from 1 on', described(value));
}
