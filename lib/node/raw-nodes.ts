// Makes the nodes of a user's own SQL.
import type { ExpressionNode, FragmentNode, RawExpressionNode } from './expression-node.js';
import type { RawNode } from './statement-node.js';
import { frozen } from './frozen.js';

export function textFragment(text: string): FragmentNode {
  return frozen({ kind: 'text', text });
}

export function identifierFragment(parts: readonly string[]): FragmentNode {
  return frozen({ kind: 'identifier', parts: Object.freeze([...parts]) });
}

export function expressionFragment(expression: ExpressionNode): FragmentNode {
  return frozen({ kind: 'expression', expression });
}

export function rawExpressionNode(fragments: readonly FragmentNode[]): RawExpressionNode {
  return frozen({ kind: 'raw', fragments: Object.freeze([...fragments]) });
}

export function rawNode(fragments: readonly FragmentNode[], columns?: RawNode['columns']): RawNode {
  return frozen({ kind: 'raw', fragments: Object.freeze([...fragments]), columns });
}

/** Asks what the columns of such a statement are; it reads no row. */
export function describedNode(fragments: readonly FragmentNode[]): RawNode {
  return frozen({ kind: 'raw', fragments: Object.freeze([...fragments]), describe: true });
}
