// Makes arithmetic, functions, aggregates, windows, casts and branches.
import type { ColumnType } from '../entity/column-type.js';
import type {
  AggregateName,
  AggregateNode,
  ArithmeticNode,
  ArithmeticOperator,
  CaseNode,
  CastNode,
  DateAddNode,
  DateDifferenceNode,
  DatePart,
  DatePartNode,
  DateTruncateNode,
  DateUnit,
  ExpressionNode,
  FunctionName,
  FunctionNode,
  WindowNode,
} from './expression-node.js';
import { frozen, someOf } from './frozen.js';

export function arithmeticNode(
  operator: ArithmeticOperator,
  left: ExpressionNode,
  right: ExpressionNode,
  type: ColumnType,
): ArithmeticNode {
  return frozen({ kind: 'arithmetic', operator, left, right, type });
}

export function functionNode(name: FunctionName, operands: readonly ExpressionNode[], type: ColumnType): FunctionNode {
  return frozen({ kind: 'function', function: name, arguments: Object.freeze([...operands]), type });
}

/** Without an operand: all rows are counted. */
export function aggregateNode(
  name: AggregateName,
  type: ColumnType,
  operand?: ExpressionNode,
  options: { readonly isDistinct?: boolean; readonly filter?: ExpressionNode | undefined } = {},
): AggregateNode {
  const distinct = options.isDistinct ? true : undefined;
  return frozen({ kind: 'aggregate', function: name, operand, distinct, filter: options.filter, type });
}

export function windowNode(parts: Omit<WindowNode, 'kind'>): WindowNode {
  return frozen({
    kind: 'window',
    ...parts,
    arguments: someOf(parts.arguments),
    partitionBy: someOf(parts.partitionBy),
    orderBy: someOf(parts.orderBy),
  });
}

/** `type` is the type of the operand. */
export function datePartNode(part: DatePart, operand: ExpressionNode, type: ColumnType): DatePartNode {
  return frozen({ kind: 'datePart', part, operand, type });
}

/** `type` is the type of the operand, here and below. */
export function dateTruncateNode(unit: DateUnit, operand: ExpressionNode, type: ColumnType): DateTruncateNode {
  return frozen({ kind: 'dateTruncate', unit, operand, type });
}

export function dateAddNode(operand: ExpressionNode, amounts: DateAddNode['amounts'], type: ColumnType): DateAddNode {
  return frozen({ kind: 'dateAdd', operand, amounts, type });
}

export function dateDifferenceNode(left: ExpressionNode, right: ExpressionNode, type: ColumnType): DateDifferenceNode {
  return frozen({ kind: 'dateDifference', left, right, type });
}

export function castNode(operand: ExpressionNode, type: ColumnType): CastNode {
  return frozen({ kind: 'cast', operand, type });
}

/** Conditions, each with its value. */
export function caseNode(branches: readonly (readonly [ExpressionNode, ExpressionNode])[], otherwise?: ExpressionNode): CaseNode {
  // oxlint-disable-next-line unicorn/no-thenable -- the word of SQL; nobody awaits a branch
  return frozen({ kind: 'case', branches: branches.map(([when, value]) => ({ when, then: value })), otherwise });
}
