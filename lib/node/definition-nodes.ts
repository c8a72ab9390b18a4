// Makes the statements that define tables.
import type {
  AddForeignKeyNode,
  ColumnDefinitionNode,
  CreateIndexNode,
  CreateSchemaNode,
  CreateTableNode,
  DropTableNode,
  ForeignKeyNode,
} from './statement-node.js';
import { frozen } from './frozen.js';
import { tableName } from './select-nodes.js';

export function createTableNode(parts: Omit<CreateTableNode, 'kind'>): CreateTableNode {
  return frozen({ kind: 'createTable', ...parts, table: tableName(parts.table) });
}

export function columnDefinitionNode(parts: ColumnDefinitionNode): ColumnDefinitionNode {
  return frozen(parts);
}

export function foreignKeyNode(parts: ForeignKeyNode): ForeignKeyNode {
  return frozen({ ...parts, references: tableName(parts.references) });
}

export function addForeignKeyNode(parts: Omit<AddForeignKeyNode, 'kind'>): AddForeignKeyNode {
  return frozen({ kind: 'addForeignKey', ...parts, table: tableName(parts.table) });
}

export function createIndexNode(parts: Omit<CreateIndexNode, 'kind'>): CreateIndexNode {
  return frozen({ kind: 'createIndex', ...parts, table: tableName(parts.table) });
}

export function dropTableNode(parts: Omit<DropTableNode, 'kind'>): DropTableNode {
  return frozen({ kind: 'dropTable', ...parts, table: tableName(parts.table) });
}

export function createSchemaNode(parts: Omit<CreateSchemaNode, 'kind'>): CreateSchemaNode {
  return frozen({ kind: 'createSchema', ...parts });
}
