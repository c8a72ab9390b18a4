// The nodes that are statements, and their union. Mirrors oxyde-wire.
import type { ColumnType } from '../entity/column-type.js';
import type { ExpressionNode, FragmentNode, LiteralValue, OutputNode, SelectNode, TableName } from './expression-node.js';

/** What to do with a row whose key exists. An empty `set` leaves the stored row alone. */
export interface OnConflictNode {
  /** Columns of the unique key; empty means any. */
  readonly target: readonly string[];
  /** The sources of the stored row's columns, and of the new row's. */
  readonly stored: string;
  readonly given: string;
  readonly set: readonly AssignmentNode[];
  /** Which stored rows are changed. */
  readonly where?: ExpressionNode | undefined;
  /** The table has other unique keys, whose conflicts are errors. */
  readonly hasOtherKeys?: true | undefined;
}

/** `values` is the template of one row, its parameters numbered from 0; row r uses those from `r * parameters per row` on. */
export interface InsertNode {
  readonly kind: 'insert';
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly values: readonly ExpressionNode[];
  readonly returning?: readonly OutputNode[] | undefined;
  readonly onConflict?: OnConflictNode | undefined;
}

export interface AssignmentNode {
  readonly column: string;
  readonly value: ExpressionNode;
}

/** Columns of the updated table have its alias as source. */
export interface UpdateNode {
  readonly kind: 'update';
  readonly table: TableName;
  readonly alias: string;
  readonly set: readonly AssignmentNode[];
  readonly where?: ExpressionNode | undefined;
  readonly returning?: readonly OutputNode[] | undefined;
  readonly comment?: string | undefined;
  /** Rows of values that the statement brings along, joined by `where`. */
  readonly rows?: ValueRowsNode | undefined;
}

/** `values` is the template of one row; the statement's other parameters follow those of the template. */
export interface ValueRowsNode {
  readonly alias: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly values: readonly ExpressionNode[];
}

export interface DeleteNode {
  readonly kind: 'delete';
  readonly table: TableName;
  readonly alias: string;
  readonly where?: ExpressionNode | undefined;
  readonly returning?: readonly OutputNode[] | undefined;
  readonly comment?: string | undefined;
}

/** A user's own SQL. Without `columns`, the driver says what the columns are. */
export interface RawNode {
  readonly kind: 'raw';
  readonly fragments: readonly FragmentNode[];
  readonly columns?: readonly OutputNode[] | undefined;
  /** Only what its columns are is asked for: no row is read. */
  readonly describe?: true | undefined;
}

export interface ExplainNode {
  readonly kind: 'explain';
  readonly statement: StatementNode;
  readonly analyze?: true | undefined;
}

export type DefaultValueNode =
  { readonly kind: 'literal'; readonly value: LiteralValue } | { readonly kind: 'now' } | { readonly kind: 'sql'; readonly text: string };

export interface ColumnDefinitionNode {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable?: true | undefined;
  readonly autoIncrement?: true | undefined;
  readonly default?: DefaultValueNode | undefined;
  /** The expression of a stored generated column. */
  readonly generated?: string | undefined;
  readonly comment?: string | undefined;
}

export interface UniqueNode {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface CheckNode {
  readonly name: string;
  /** The user's own SQL. */
  readonly expression: string;
}

export type ReferentialActionName = 'cascade' | 'restrict' | 'setNull' | 'setDefault' | 'noAction';

export interface ForeignKeyNode {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: TableName;
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialActionName;
  readonly onUpdate: ReferentialActionName;
}

export interface CreateTableNode {
  readonly kind: 'createTable';
  readonly table: TableName;
  readonly columns: readonly ColumnDefinitionNode[];
  readonly primaryKey: readonly string[];
  readonly uniques?: readonly UniqueNode[] | undefined;
  readonly checks?: readonly CheckNode[] | undefined;
  readonly foreignKeys?: readonly ForeignKeyNode[] | undefined;
  readonly comment?: string | undefined;
  readonly ifNotExists?: true | undefined;
}

export interface AddForeignKeyNode {
  readonly kind: 'addForeignKey';
  readonly table: TableName;
  readonly foreignKey: ForeignKeyNode;
}

/** A part of an index: a column, or an expression in the user's own SQL. */
export type IndexPartNode =
  | { readonly kind: 'column'; readonly name: string; readonly descending?: true | undefined }
  | { readonly kind: 'expression'; readonly text: string };

export interface CreateIndexNode {
  readonly kind: 'createIndex';
  readonly name: string;
  readonly table: TableName;
  readonly parts: readonly IndexPartNode[];
  readonly unique?: true | undefined;
  /** The predicate of a partial index, in the user's own SQL. */
  readonly where?: string | undefined;
  readonly method?: string | undefined;
  readonly ifNotExists?: true | undefined;
}

export interface DropTableNode {
  readonly kind: 'dropTable';
  readonly table: TableName;
  readonly ifExists?: true | undefined;
  readonly cascade?: true | undefined;
}

/** A view in the user's own SQL; one that exists is replaced where the database can. */
export interface CreateViewNode {
  readonly kind: 'createView';
  readonly view: TableName;
  readonly text: string;
}

export interface DropViewNode {
  readonly kind: 'dropView';
  readonly view: TableName;
}

export interface CreateSchemaNode {
  readonly kind: 'createSchema';
  readonly name: string;
  readonly ifNotExists?: true | undefined;
}

export type StatementNode =
  | SelectNode
  | InsertNode
  | UpdateNode
  | DeleteNode
  | CreateTableNode
  | CreateIndexNode
  | AddForeignKeyNode
  | DropTableNode
  | CreateSchemaNode
  | CreateViewNode
  | DropViewNode
  | RawNode
  | ExplainNode;
