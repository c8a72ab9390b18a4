// What a query says so far, as data that nobody changes: the seam between the builders and the planner.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import type { ExpressionClause } from '../expression/expression-clause.js';
import type { Expression, Level } from '../expression/expression.js';
import type { Added } from '../expression/subject.js';
import type { SetOperator } from '../node/expression-node.js';

/** To-one relations to load in the same statement, by property. */
export interface JoinTree {
  readonly relation: RelationMetadata;
  readonly joins: readonly JoinTree[];
}

/** A relation to load by a statement of its own; `query` says how (its `entity` is the relation's target). */
export interface PrefetchClause {
  readonly relation: RelationMetadata;
  readonly query: QueryState;
  /** Whether rows of a many-to-many relation hold the row by which they were found. */
  readonly hasThrough?: true;
}

export interface OrderClause {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly nulls: 'first' | 'last' | undefined;
}

/** A condition, and what it reads. */
export interface ConditionClause extends ExpressionClause {
  /** Conditions over windows are asked of the finished rows. */
  readonly level?: Level;
}

/** One named output of `values` or of an aggregate. */
export interface ProjectionClause {
  readonly name: string;
  readonly expression: Expression;
  readonly type: ColumnType;
}

/** Where the rows of a query come from when it is not the table of its entity. */
export type QuerySource =
  | { readonly kind: 'query'; readonly query: QueryState }
  | { readonly kind: 'compound'; readonly first: QueryState; readonly others: readonly CompoundClause[] }
  | CteSource
  | {
      readonly kind: 'groups';
      readonly query: QueryState;
      readonly groups: readonly ProjectionClause[];
      readonly aggregates: readonly ProjectionClause[];
    };

export interface CompoundClause {
  readonly operator: SetOperator;
  readonly query: QueryState;
}

/** A common table expression; a recursive one reads itself by its name in `step`. */
export interface CteSource {
  readonly kind: 'cte';
  readonly name: string;
  /** Missing where the expression reads itself. */
  readonly definition?: { readonly query: QueryState; readonly step?: CompoundClause };
}

/** A query whose rows are joined to each row. */
export interface JoinedQuery {
  readonly name: string;
  readonly entity: EntityMetadata;
  /** Undefined: the table of the entity. */
  readonly source: QuerySource | undefined;
  readonly type: 'inner' | 'left';
  readonly on: ExpressionClause;
  /** The depth of the lambda that made the query from the row to which its rows are joined. */
  readonly lateralDepth?: number | undefined;
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

/** How rows are locked. */
export interface LockClause {
  readonly strength: 'update' | 'share';
  readonly wait: 'wait' | 'noWait' | 'skipLocked';
  /** Joined relations whose rows are locked, too; without it the rows of the query alone. */
  readonly of?: readonly string[] | undefined;
}

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
  /** Undefined: the table of the entity. */
  readonly source?: QuerySource | undefined;
  readonly operation: Operation;
  /** Names that the query adds to those of the entity. */
  readonly added: ReadonlyMap<string, Added>;
  /** Added expressions that the rows hold. */
  readonly annotations: readonly ProjectionClause[];
  readonly joinedQueries: readonly JoinedQuery[];
  /** All must hold. */
  readonly conditions: readonly ConditionClause[];
  readonly orders: readonly OrderClause[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly isDistinct: boolean;
  /** The first row for each of these values. */
  readonly distinctOn: readonly ExpressionClause[];
  readonly joins: readonly JoinTree[];
  readonly prefetches: readonly PrefetchClause[];
  /** Outputs of `values`, `valuesList` and aggregates; undefined = the entity's visible columns. */
  readonly projection: readonly ProjectionClause[] | undefined;
  readonly form: RowForm;
  readonly lock: LockClause | undefined;
  /** For the logs of the server. */
  readonly comment?: string | undefined;
  /** Further outputs whose cells are given beside the rows. */
  readonly keys?: readonly ProjectionClause[] | undefined;
  /** Whether the caller asked for a change of the whole table. */
  readonly isUnfiltered: boolean;
  readonly run?: RunOptions | undefined;
  /** The replica that is asked; no part of the shape. */
  readonly replica?: string | undefined;
}
