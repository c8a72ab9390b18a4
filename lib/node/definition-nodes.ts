// Makes the statements that define tables.
import type {
  AddForeignKeyNode,
  ColumnDefinitionNode,
  CreateIndexNode,
  CreateSchemaNode,
  CreateTableNode,
  CreateViewNode,
  DropTableNode,
  DropViewNode,
  ForeignKeyNode,
} from './statement-node.js';
import type { TableName } from './expression-node.js';
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

export function createViewNode(view: TableName, text: string): CreateViewNode {
  return frozen({ kind: 'createView', view: tableName(view), text });
}

export function dropViewNode(view: TableName): DropViewNode {
  return frozen({ kind: 'dropView', view: tableName(view) });
}

export function createSchemaNode(parts: Omit<CreateSchemaNode, 'kind'>): CreateSchemaNode {
  return frozen({ kind: 'createSchema', ...parts });
}
