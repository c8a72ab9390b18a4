// What the names of a query mean: the columns and relations of its entity, and what the query adds to them.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import type { Expression } from './expression.js';

/** A named expression of the query, made in a lambda nested so deep. */
export interface AddedExpression {
  readonly kind: 'expression';
  readonly expression: Expression;
}

/** The row of a query that was joined. */
export interface AddedRow {
  readonly kind: 'row';
  readonly entity: EntityMetadata;
  /** Whether there may be none. */
  readonly isNullable: boolean;
}

export type Added = AddedExpression | AddedRow;

export interface Subject {
  readonly entity: EntityMetadata;
  /** What the query adds, by name. */
  readonly added: ReadonlyMap<string, Added>;
}

const nothing: ReadonlyMap<string, Added> = new Map();

/** An entity to which nothing is added. */
export function subjectOf(entity: EntityMetadata): Subject {
  return { entity, added: nothing };
}

/** All names, for messages. */
export function namesOf({ entity, added }: Subject): string[] {
  return [...entity.columnOf.keys(), ...entity.relationOf.keys(), ...added.keys()];
}
