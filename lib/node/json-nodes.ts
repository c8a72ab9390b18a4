// Makes predicates over JSON documents and arrays.
import type { ColumnType } from '../entity/column-type.js';
import type {
  ArrayHasNode,
  ArrayIsEmptyNode,
  ArrayMode,
  ExpressionNode,
  JsonContainsNode,
  JsonHasKeyNode,
  JsonPathNode,
} from './expression-node.js';
import { frozen } from './frozen.js';

export function jsonPathNode(
  operand: ExpressionNode,
  path: readonly (string | number)[],
  { asText }: { readonly asText: boolean },
): JsonPathNode {
  return frozen({ kind: 'jsonPath', operand, path: Object.freeze([...path]), asText: asText || undefined });
}

export function jsonContainsNode(operand: ExpressionNode, value: ExpressionNode): JsonContainsNode {
  return frozen({ kind: 'jsonContains', operand, value });
}

export function jsonHasKeyNode(operand: ExpressionNode, key: ExpressionNode): JsonHasKeyNode {
  return frozen({ kind: 'jsonHasKey', operand, key });
}

export function arrayHasNode(operand: ExpressionNode, value: ExpressionNode, mode: ArrayMode, of: ColumnType): ArrayHasNode {
  return frozen({ kind: 'arrayHas', operand, value, mode, of });
}

export function arrayIsEmptyNode(operand: ExpressionNode): ArrayIsEmptyNode {
  return frozen({ kind: 'arrayIsEmpty', operand });
}
