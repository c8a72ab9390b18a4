// Makes hydrators of results that are no entities: records, lists of values, single values.
import type { ColumnType } from '../entity/column-type.js';
import { conversionOf, type Convert } from './cell-conversion.js';
import { createRows, type HydrateOptions } from './hydrator.js';
import { cellForm } from './row-form.js';

/** Makes rows of decoded columns. */
export type MakeValues = (columns: readonly ArrayLike<unknown>[], count: number) => unknown[];

/** Plain objects with these properties, in order; of two outputs of one name the last counts. */
export function createRecordHydrator(
  outputs: readonly { readonly name: string; readonly type: ColumnType }[],
  options: HydrateOptions = {},
): MakeValues {
  const last = new Map(outputs.map(({ name }, index) => [name, index]));
  const kept = outputs
    .map(({ name, type }, index) => cellForm(name, index, type))
    .filter((cell) => last.get(cell.property) === cell.output);
  return createRows({ prototype: Object.prototype, cells: kept, nested: [] }, options);
}

/** The cells of the only output. */
export function createScalarHydrator(type: ColumnType): MakeValues {
  const convert = conversionOf(type);
  return ([column], count) => Array.from({ length: count }, (_, row) => valueAt(column, convert, row));
}

function valueAt(column: ArrayLike<unknown> | undefined, convert: Convert, row: number): unknown {
  const cell = column?.[row];
  return cell === null || convert === undefined ? cell : convert(cell);
}
