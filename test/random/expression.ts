// What all expressions of random queries are: code for Oxyde, a plain evaluation, and smaller forms for the report of a difference.
import type { ElementKind, Kind } from '../../lib/entity/column-type.js';
import { type Cell, codeOf } from './cells.js';
import type { Truth } from './logic.js';
import type { EntityModel, Model } from './model.js';
import type { Random } from './random.js';
import type { Row } from './rows.js';

export interface Expression {
  readonly kind: Kind;
  readonly of?: ElementKind | undefined;
  /** The values that it has, where they are known. */
  readonly pool?: readonly Cell[] | undefined;
  /** TypeScript over the variables of its lambda. */
  readonly code: string;
  /** Its value for a row; without a row every column is NULL. */
  readonly evaluate: (row: Row | undefined) => Cell;
  /** The same with less in it. */
  readonly smaller: () => Iterable<Expression>;
}

/** What an expression is made of beside its parts. */
export type Made = Pick<Expression, 'kind' | 'of' | 'pool' | 'code' | 'evaluate'>;

/** An expression over others: it becomes smaller by them. */
export function over(parts: readonly Expression[], make: (...parts: Expression[]) => Made): Expression {
  const made = make(...parts);
  return { ...made, smaller: () => smallerOf(made, parts, make) };
}

function* smallerOf(made: Made, parts: readonly Expression[], make: (...parts: Expression[]) => Made): Iterable<Expression> {
  for (const part of parts) if (part.kind === made.kind && part.of === made.of) yield part;
  for (const [index, part] of parts.entries()) {
    for (const less of part.smaller()) yield over(parts.with(index, less), make);
  }
}

/** An expression that has no smaller form. */
export function atom(made: Made): Expression {
  return { ...made, smaller: () => [] };
}

/** A value as an operand; simpler values are smaller forms. */
export function literal(kind: Kind, cell: Cell, of?: ElementKind): Expression {
  return { kind, of, code: codeOf(cell), evaluate: () => cell, smaller: () => [] };
}

export function truthOf(condition: Expression, row: Row | undefined): Truth {
  return condition.evaluate(row) as Truth;
}

/** What the plain evaluation cannot say for sure: the query is left out. */
export class Undetermined extends Error {}

/** Where an expression is made. */
export interface Place {
  readonly random: Random;
  readonly model: Model;
  readonly entity: EntityModel;
  /** The name of the row in the code. */
  readonly variable: string;
  /** How much further expressions may nest. */
  readonly depth: number;
  /** An expression of a kind. */
  expression(kind: Kind, of?: ElementKind): Expression | undefined;
  condition(): Expression;
  /** A value of a kind: of a column's, or any. */
  value(kind: Kind, of?: ElementKind): Cell;
  /** The same place one level deeper. */
  deeper(): Place;
  /** The place of a related row in a lambda of its own. */
  inside(entity: EntityModel): Place;
}

/** A kind of expression. */
export interface Construct {
  readonly name: string;
  /** The kinds that it can give. */
  readonly gives: readonly Kind[];
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** Undefined where the entity has nothing for it. */
  make(place: Place, kind: Kind, of?: ElementKind): Expression | undefined;
}
