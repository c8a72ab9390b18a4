// What one row is made into: a prototype and the properties that are set on it, in order.
import { conversionOf, type Convert } from './cell-conversion.js';
import type { ColumnType } from '../entity/column-type.js';
import type { OriginForm } from './origin.js';

/** A property that takes the cell of one output. */
export interface CellForm {
  readonly property: string;
  readonly output: number;
  readonly convert: Convert;
}

/** A property that takes an object made of the same row; null when all cells of its key are NULL. */
export interface NestedForm {
  readonly property: string;
  readonly row: RowForm;
  /** Outputs of the key. */
  readonly key: readonly number[];
}

export interface RowForm {
  readonly prototype: object;
  readonly cells: readonly CellForm[];
  readonly nested: readonly NestedForm[];
  /** What the rows remember of their cells; only rows of entities do. */
  readonly origin?: OriginForm;
}

export function cellForm(property: string, output: number, type: ColumnType): CellForm {
  return { property, output, convert: conversionOf(type) };
}

/** Whether setting the property would run a setter, or fail, instead of making a property of the object itself. */
export function isGuarded(prototype: object, property: string): boolean {
  for (let holder: object | null = prototype; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, property);
    if (descriptor) return descriptor.set !== undefined || descriptor.get !== undefined || descriptor.writable === false;
  }
  return false;
}
