// Makes INSERT, UPDATE, DELETE, and what surrounds a statement.
import type { DeleteNode, ExplainNode, InsertNode, StatementNode, UpdateNode } from './statement-node.js';
import { frozen, someOf } from './frozen.js';
import { tableName } from './select-nodes.js';

export function insertNode(parts: Omit<InsertNode, 'kind'>): InsertNode {
  return frozen({ kind: 'insert', ...parts, table: tableName(parts.table), returning: someOf(parts.returning) });
}

export function updateNode(parts: Omit<UpdateNode, 'kind'>): UpdateNode {
  return frozen({ kind: 'update', ...parts, table: tableName(parts.table), returning: someOf(parts.returning) });
}

export function deleteNode(parts: Omit<DeleteNode, 'kind'>): DeleteNode {
  return frozen({ kind: 'delete', ...parts, table: tableName(parts.table), returning: someOf(parts.returning) });
}

export function explainNode(statement: StatementNode, { analyze }: { readonly analyze: boolean }): ExplainNode {
  return frozen({ kind: 'explain', statement, analyze: analyze || undefined });
}
