// What a query asks for, as the plain evaluation sees it; each clause adds to it.
import type { Kind } from '../../lib/entity/column-type.js';
import type { Cell } from './cells.js';
import type { EntityModel, RelationModel } from './model.js';
import type { Row } from './rows.js';

/** One key of an order; NULLs have their place whatever the direction. */
export interface OrderSpec {
  readonly kind: Kind;
  readonly evaluate: (row: Row) => Cell;
  readonly isDescending: boolean;
  readonly nulls: 'first' | 'last';
}

/** One named value of a row; a window looks at all rows among which it is. */
export interface OutputSpec {
  readonly name: string;
  readonly kind: Kind;
  readonly evaluate: (row: Row, among: readonly Row[]) => Cell;
}

/** Another query whose rows are put together with those of the first; both are of one entity. */
export interface OperandSpec {
  readonly operator: 'union' | 'unionAll' | 'intersect' | 'except';
  readonly spec: Spec;
}

/** A relation that rows carry: joined rows have no clauses of their own. */
export interface LoadSpec {
  readonly relation: RelationModel;
  readonly spec: Spec;
}

/** One named value of a group. */
export interface GroupOutput {
  readonly name: string;
  readonly kind: Kind;
  readonly evaluate: (rows: readonly Row[]) => Cell;
}

/** How rows become groups. */
export interface GroupSpec {
  readonly keys: readonly (OutputSpec & { readonly kind: Kind })[];
  readonly aggregates: readonly GroupOutput[];
  /** All must hold of a group. */
  readonly having: readonly ((cells: Readonly<Record<string, Cell>>) => boolean)[];
}

export interface Spec {
  readonly entity: EntityModel;
  /** All must hold. */
  readonly conditions: readonly ((row: Row) => boolean)[];
  readonly orders: readonly OrderSpec[];
  readonly limit: number | undefined;
  readonly offset: number;
  readonly isDistinct: boolean;
  readonly outputs: readonly OutputSpec[];
  readonly form: 'entity' | 'record' | 'scalar';
  readonly loads: readonly LoadSpec[];
  readonly groups?: GroupSpec | undefined;
  /** One row of each combination of these, the first in order. */
  readonly distinctOn?: readonly OutputSpec[] | undefined;
  /** From left to right. */
  readonly operands?: readonly OperandSpec[] | undefined;
}

/** All rows of an entity. */
export function specOf(entity: EntityModel): Spec {
  return { entity, conditions: [], orders: [], limit: undefined, offset: 0, isDistinct: false, outputs: [], form: 'entity', loads: [] };
}

/** One clause of a query: a method of the query, or an option of `prefetch`. */
export interface Clause {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly apply: (spec: Spec) => Spec;
  readonly smaller: () => Iterable<Clause>;
}

/** The clause as a call, `.limit(2)`. */
export function callOf({ name, arguments: given }: Clause): string {
  return `.${name}(${given.join(', ')})`;
}

/** The clause as an option, `limit: 2`. */
export function optionOf({ name, arguments: given }: Clause): string {
  return `${name}: ${given.length === 1 ? given[0] : `[${given.join(', ')}]`}`;
}

export function appliedTo(entity: EntityModel, clauses: readonly Clause[]): Spec {
  return clauses.reduce((spec, clause) => clause.apply(spec), specOf(entity));
}
