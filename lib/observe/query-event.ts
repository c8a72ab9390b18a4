// What listeners learn of a statement that has finished.

/** One finished statement. */
export interface QueryEvent {
  /** The name of the data source. */
  readonly dataSource: string;
  /** The class name; undefined for raw SQL and DDL. */
  readonly entity: string | undefined;
  /** `select`, `insert`, `update`, `delete`, `raw`, ... */
  readonly operation: string;
  /** The shape of the query: equal for all runs that differ in values only. */
  readonly shapeKey: string;
  readonly durationMs: number;
  /** Rows read or changed. */
  readonly rows: number;
  readonly error?: unknown;
  /** Present only with `logParameters`. */
  readonly parameters?: readonly unknown[];
}

/** Is called after each statement; what it throws is logged and changes nothing. */
export type QueryListener = (event: QueryEvent) => void;
