// An expression of the caller, and the scope in which its nodes are made.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import type { ExpressionNode, ParameterNode, SelectNode } from '../node/expression-node.js';

/**
 * The structure of an expression as a key, and its values apart. Two clauses of the same key make the same nodes and have as many values.
 * `resolve` runs only for a new shape; it asks for parameters in the order of `values`.
 */
export interface ExpressionClause {
  readonly key: string;
  readonly values: readonly unknown[];
  resolve(scope: Scope): ExpressionNode;
}

/** What is known of a parameter beside its type. */
export interface ParameterFacts {
  readonly isList?: boolean;
  /** `Entity.property`, for messages. */
  readonly label?: string | undefined;
}

/** A query inside an expression: its shape and its values, opaque to all but the planner. */
export interface Subquery {
  readonly key: string;
  readonly values: readonly unknown[];
  /** What its rows hold, in order. */
  readonly types: readonly ColumnType[];
}

/** A query of the caller, which can stand inside an expression. */
export interface SubquerySource {
  toSubquery(): Subquery;
}

export function isSubquerySource(value: unknown): value is SubquerySource {
  return typeof value === 'object' && value !== null && typeof (value as Partial<SubquerySource>).toSubquery === 'function';
}

/** What a select over related rows gives, and which rows it reads. */
export interface RelatedParts {
  readonly output?: { readonly expression: ExpressionNode; readonly type: ColumnType };
  readonly where?: ExpressionNode | undefined;
}

/** One row of an entity inside a statement that is being planned. The planner chooses sources, aliases and joins. */
export interface Scope {
  readonly entity: EntityMetadata;
  /** Whether there may be no such row, so that its columns are NULL though they never hold it. */
  readonly mayBeAbsent: boolean;
  /** The next parameter of the statement. */
  parameter(type: ColumnType, facts?: ParameterFacts): ParameterNode;
  /** A column of the row. */
  column(column: ColumnMetadata): ExpressionNode;
  /** The row that a to-one relation leads to; all its columns are NULL when there is none. */
  toOne(relation: RelationMetadata): Scope;
  /** The rows that a relation leads to and for which a condition holds, as a select of one output, or of no particular column. */
  related(relation: RelationMetadata, make: (row: Scope) => RelatedParts): SelectNode;
  /** The row of a query that was joined by this name. */
  joined(name: string): Scope;
  /** The select of a query that may read this row. */
  subselect(subquery: Subquery): SelectNode;
  /** A value over the rows of the result: computed here, or below where this reads a derived table. */
  hoisted(clause: ExpressionClause, resolve: (scope: Scope) => ExpressionNode): ExpressionNode;
  /** The row of the lambda that is nested so deep, counted from 1: that of this scope, or of a query around it. */
  at(depth: number): Scope;
  /** Resolves something that was made in a lambda nested so deep over the row of this scope. */
  withDepth<T>(depth: number, resolve: (scope: Scope) => T): T;
}
