// Makes comparisons, lists and patterns.
import type {
  BetweenNode,
  CompareNode,
  Comparison,
  ContainsNode,
  ExpressionNode,
  InNode,
  IsNullNode,
  LikeNode,
  ParameterNode,
  RegexNode,
  TextPosition,
} from './expression-node.js';
import { frozen } from './frozen.js';

/** Of predicates over text. */
export interface CaseOption {
  readonly ignoreCase: boolean;
}

export function compareNode(operator: Comparison, left: ExpressionNode, right: ExpressionNode): CompareNode {
  return frozen({ kind: 'compare', operator, left, right });
}

export function isNullNode(operand: ExpressionNode): IsNullNode {
  return frozen({ kind: 'isNull', operand });
}

export function isNotNullNode(operand: ExpressionNode): IsNullNode {
  return frozen({ kind: 'isNull', operand, negated: true });
}

export function inNode(operand: ExpressionNode, list: ParameterNode): InNode {
  return frozen({ kind: 'in', operand, list });
}

export function betweenNode(operand: ExpressionNode, low: ExpressionNode, high: ExpressionNode): BetweenNode {
  return frozen({ kind: 'between', operand, low, high });
}

export function likeNode(operand: ExpressionNode, pattern: ExpressionNode, { ignoreCase }: CaseOption): LikeNode {
  return frozen({ kind: 'like', operand, pattern, ignoreCase: flag(ignoreCase) });
}

export function containsNode(
  operand: ExpressionNode,
  text: ExpressionNode,
  position: TextPosition,
  { ignoreCase }: CaseOption,
): ContainsNode {
  return frozen({ kind: 'contains', operand, text, position, ignoreCase: flag(ignoreCase) });
}

export function regexNode(operand: ExpressionNode, pattern: ExpressionNode, { ignoreCase }: CaseOption): RegexNode {
  return frozen({ kind: 'regex', operand, pattern, ignoreCase: flag(ignoreCase) });
}

/** Flags that are false are left out. */
function flag(value: boolean): true | undefined {
  return value || undefined;
}
