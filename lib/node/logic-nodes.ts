// Makes AND, OR and NOT.
import type { AndNode, ExpressionNode, NotNode, OrNode } from './expression-node.js';
import { frozen } from './frozen.js';

export function andNode(operands: readonly ExpressionNode[]): AndNode {
  return frozen({ kind: 'and', operands: Object.freeze([...operands]) });
}

export function orNode(operands: readonly ExpressionNode[]): OrNode {
  return frozen({ kind: 'or', operands: Object.freeze([...operands]) });
}

export function notNode(operand: ExpressionNode): NotNode {
  return frozen({ kind: 'not', operand });
}

/** All of them: nothing for none, the only one for one. */
export function allOf(operands: readonly ExpressionNode[]): ExpressionNode | undefined {
  return operands.length > 1 ? andNode(operands) : operands[0];
}
