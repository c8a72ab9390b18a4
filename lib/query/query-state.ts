// What a query says so far, as data that nobody changes: the seam between the builders and the planner.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import type { ExpressionClause } from '../expression/expression-clause.js';

/** To-one relations to load in the same statement, by property. */
export interface JoinTree {
  readonly relation: RelationMetadata;
  readonly joins: readonly JoinTree[];
}

/** A relation to load by a statement of its own; `query` says how (its `entity` is the relation's target). */
export interface PrefetchClause {
  readonly relation: RelationMetadata;
  readonly query: QueryState;
}

export interface OrderClause {
  readonly expression: ExpressionClause;
  readonly isDescending: boolean;
  readonly nulls: 'first' | 'last' | undefined;
}

/** One named output of `values` or of an aggregate. */
export interface ProjectionClause {
  readonly name: string;
  readonly expression: ExpressionClause;
  readonly type: ColumnType;
}

/** A new value of a column in an update. */
export interface AssignmentClause {
  readonly column: ColumnMetadata;
  readonly expression: ExpressionClause;
}

/** What the rows of a select are made into. */
export type RowForm = 'entity' | 'record' | 'scalar';

/** What the statement does; `select` is every query that gives rows. */
export type Operation =
  | { readonly kind: 'select' }
  | { readonly kind: 'count' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'aggregate' }
  | { readonly kind: 'update'; readonly assignments: readonly AssignmentClause[]; readonly isReturning: boolean }
  | { readonly kind: 'delete' };

/** How a query is run; no part of its shape. */
export interface RunOptions {
  /** Milliseconds after which it is stopped. */
  readonly timeout?: number | undefined;
  /** Stops it when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything a query says; every clause of a builder makes a new one. */
export interface QueryState {
  readonly entity: EntityMetadata;
  readonly operation: Operation;
  /** All must hold. */
  readonly conditions: readonly ExpressionClause[];
  readonly orders: readonly OrderClause[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly isDistinct: boolean;
  readonly joins: readonly JoinTree[];
  readonly prefetches: readonly PrefetchClause[];
  /** Outputs of `values`, `valuesList` and aggregates; undefined = the entity's visible columns. */
  readonly projection: readonly ProjectionClause[] | undefined;
  readonly form: RowForm;
  readonly lock: { readonly strength: 'update' | 'share'; readonly wait: 'wait' | 'noWait' | 'skipLocked' } | undefined;
  /** Whether the caller asked for a change of the whole table. */
  readonly isUnfiltered: boolean;
  readonly run?: RunOptions | undefined;
}
