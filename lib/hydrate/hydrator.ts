// Makes the function that turns the columns of a result into instances of the entity, once per result shape.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { rowPrototypeOf } from '../entity/row-prototype.js';
import { composeRows } from './closure-rows.js';
import { canGenerateCode } from '../util/can-generate-code.js';
import { generateRows, type MakeRows } from './generated-rows.js';
import { type CellForm, cellForm, type RowForm } from './row-form.js';

/** Which outputs of a statement make an entity, and which to-one relations come with it. */
export interface HydrateShape {
  readonly entity: EntityMetadata;
  readonly columns: readonly { readonly output: number; readonly column: ColumnMetadata }[];
  readonly joins: readonly HydrateJoin[];
  /** Outputs that are no columns of the entity. */
  readonly added?: readonly { readonly property: string; readonly output: number; readonly type: ColumnType }[];
}

export interface HydrateJoin {
  readonly property: string;
  readonly shape: HydrateShape;
}

/** How row makers are made; by generated code unless the program forbids it. */
export interface HydrateOptions {
  readonly isGenerated?: boolean;
}

/**
 * Makes the hydrator of a shape. Its instances have the entity's prototype; no constructor and no field initialiser runs.
 * A joined entity is null where all cells of its primary key are.
 */
export function createHydrator(shape: HydrateShape, options: HydrateOptions = {}): MakeRows {
  return createRows(entityForm(shape), options);
}

/** The row maker of any form. */
export function createRows(form: RowForm, { isGenerated = canGenerateCode() }: HydrateOptions): MakeRows {
  return isGenerated ? generateRows(form) : composeRows(form);
}

function entityForm({ entity, columns, joins, added = [] }: HydrateShape): RowForm {
  const own = columns.map(({ output, column }) => ownCell(column, output));
  return {
    prototype: rowPrototypeOf(entity),
    cells: [...own, ...added.map(({ property, output, type }) => cellForm(property, output, type))],
    nested: joins.map(({ property, shape }) => ({ property, row: entityForm(shape), key: keyOf(shape) })),
    origin: { entity, outputs: new Map(columns.map(({ output, column }) => [column.property, output])) },
  };
}

/** Bytes can be changed in place: the row gets a copy, so that its origin stays as it was. */
function ownCell({ property, type }: ColumnMetadata, output: number): CellForm {
  const cell = cellForm(property, output, type);
  return type.kind === 'bytes' ? { ...cell, convert: (bytes) => Uint8Array.prototype.slice.call(bytes) } : cell;
}

/** Outputs that tell whether there is an entity at all. */
function keyOf({ columns }: HydrateShape): number[] {
  const key = columns.filter(({ column }) => column.isPrimaryKey);
  return (key.length > 0 ? key : columns).map(({ output }) => output);
}
