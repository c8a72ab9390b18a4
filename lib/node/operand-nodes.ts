// Makes the nodes that are a value by themselves: columns, parameters, constants.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnNode, LiteralNode, LiteralValue, ParameterNode, ReferenceNode } from './expression-node.js';
import { frozen } from './frozen.js';

export function columnNode(source: string, name: string, type: ColumnType): ColumnNode {
  return frozen({ kind: 'column', source, name, type });
}

export function parameterNode(index: number, type: ColumnType, isList = false): ParameterNode {
  return frozen({ kind: 'parameter', index, type, list: isList ? true : undefined });
}

export function literalNode(value: LiteralValue): LiteralNode {
  return frozen({ kind: 'literal', value });
}

export function referenceNode(source: string, name: string): ReferenceNode {
  return frozen({ kind: 'reference', source, name });
}
