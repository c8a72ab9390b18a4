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

/** One row of an entity inside a statement that is being planned. The planner chooses sources, aliases and joins. */
export interface Scope {
  readonly entity: EntityMetadata;
  /** The next parameter of the statement. */
  parameter(type: ColumnType, facts?: ParameterFacts): ParameterNode;
  /** A column of the row. */
  column(column: ColumnMetadata): ExpressionNode;
  /** The row that a to-one relation leads to; all its columns are NULL when there is none. */
  toOne(relation: RelationMetadata): Scope;
  /** The rows that a relation leads to and for which a condition holds, as a select of no particular column. */
  related(relation: RelationMetadata, condition: (row: Scope) => ExpressionNode | undefined): SelectNode;
}
