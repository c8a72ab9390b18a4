// What terminals need of whoever runs statements: the pool of a data source or a transaction.
import type { ColumnType } from '../entity/column-type.js';
import type { EntityMetadata } from '../entity/entity-metadata.js';
import type { StatementNode } from '../node/statement-node.js';
import type { ConflictClause } from './conflicts.js';
import type { Explanation } from './explanation.js';
import type { AssignmentClause, QueryState } from './query-state.js';

/** The SQL of a query, with its parameters apart. */
export interface CompiledSql {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** New rows of one entity: one array of property values per row, in the order of `columns`. */
export interface InsertRequest {
  readonly entity: EntityMetadata;
  /** Properties that are given; the others are left to the database. */
  readonly properties: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly onConflict?: ConflictClause;
  /** Told of each part of many rows: how many rows it had. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** New values of stored rows: one array per row, of the values of its key and of its properties. */
export interface UpdateRowsRequest {
  readonly entity: EntityMetadata;
  /** Properties that say which row it is, and perhaps in which version. */
  readonly keys: readonly string[];
  readonly properties: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** What is written in every row beside. */
  readonly own: readonly AssignmentClause[];
}

/** A user's own SQL. */
export interface RawRequest {
  readonly statement: Extract<StatementNode, { kind: 'raw' }>;
  readonly values: readonly { readonly value: unknown }[];
  /** The entity whose columns the rows are read as; undefined = plain objects as the database describes them. */
  readonly entity?: EntityMetadata;
  /** What plain objects are declared to be; not together with `entity`. */
  readonly record?: RecordForm;
}

/** Plain rows whose columns are declared: exactly these, each converted to its kind. */
export interface RecordForm {
  /** For messages. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
}

/** Rows with values that are not part of them. */
export interface KeyedRows {
  readonly rows: readonly unknown[];
  /** One list of values per row. */
  readonly keys: readonly (readonly unknown[])[];
}

/** Runs queries. The pool and the transaction both implement it; repositories hold the one that chooses between them (room transaction). */
export interface Executor {
  /** Rows of a select, or of an update with `isReturning`; aggregates give one row. */
  rows(query: QueryState): Promise<unknown[]>;
  /** Rows, and beside each the values of `query.keys`. */
  keyed(query: QueryState): Promise<KeyedRows>;
  /** Rows of a select, as many at a time as crossed together; sent when it is iterated, which happens once. */
  stream(query: QueryState): AsyncIterable<unknown[]>;
  /** The number of changed rows of an update or delete, of a count, or 0 / 1 of exists. */
  amount(query: QueryState): Promise<number>;
  /** Inserts and gives the instances with all generated values, in the order of the rows. */
  insert(request: InsertRequest): Promise<object[]>;
  /** Updates rows by their keys, all or none; gives how many there were. */
  updateRows(request: UpdateRowsRequest): Promise<number>;
  raw(request: RawRequest): Promise<unknown[]>;
  /** Runs a user's own SQL for its effect, and gives the number of changed rows. */
  change(request: RawRequest): Promise<number>;
  /** How the database would run a user's own SQL. Nothing is run. */
  explainRaw(request: RawRequest): Promise<Explanation>;
  /** Statements without parameters or rows, in order: DDL. */
  define(statements: readonly StatementNode[]): Promise<void>;
  sql(query: QueryState): Promise<CompiledSql>;
  explain(query: QueryState, options?: { readonly analyze?: boolean }): Promise<Explanation>;
  /** Runs `work` inside a transaction: on the pool a new one, on a transaction a savepoint. */
  transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T>;
}
