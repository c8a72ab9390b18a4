// What an instance was when it was read or written last, so that a save writes what changed and nothing else.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { cellOfValue, isSameAsCell } from '../hydrate/cell-of-value.js';
import { conversionOf } from '../hydrate/cell-conversion.js';
import { type OriginForm, type OriginSource, Stored } from '../hydrate/origin.js';

/** What an instance remembers, to be put back when a transaction is rolled back. */
export interface Memory {
  readonly source: OriginSource | undefined;
  readonly index: number;
}

/** An instance as a bag of its properties. */
export type Values = Record<string, unknown>;

// Hang on the metadata, which hangs on its data source.
const wholeForms = new WeakMap<EntityMetadata, OriginForm>();

export function memoryOf(instance: object): Memory {
  return { source: Stored.sourceOf(instance), index: Stored.indexOf(instance) };
}

export function recall(instance: object, { source, index }: Memory): void {
  Stored.set(instance, source, index);
}

/** Whether the instance was read from, or written to, the table of this entity. */
export function isStored(entity: EntityMetadata, instance: object): boolean {
  return Stored.sourceOf(instance)?.form.entity === entity;
}

/** The instance has no row any more. */
export function forget(instance: object): void {
  Stored.set(instance, undefined, 0);
}

/** The cells of new values, which do not follow what is changed in place later. */
export function cellsOf(entity: EntityMetadata, values: Values): Values {
  const written = entity.columns.filter(({ property }) => values[property] !== undefined);
  return Object.fromEntries(written.map(({ property, type }) => [property, cellOfValue(type, values[property])]));
}

/** These cells are stored now; the others are as they were. */
export function remember(entity: EntityMetadata, instance: object, written: Values): void {
  const cells = entity.columns.map(({ property }) => [
    Object.hasOwn(written, property) ? written[property] : storedCell(instance, property),
  ]);
  Stored.set(instance, { columns: cells, form: wholeForm(entity) }, 0);
}

function wholeForm(entity: EntityMetadata): OriginForm {
  let form = wholeForms.get(entity);
  if (form === undefined) {
    form = { entity, outputs: new Map(entity.columns.map(({ property, index }) => [property, index])) };
    wholeForms.set(entity, form);
  }
  return form;
}

/** The cell of a column when the instance was stored last; undefined where it is not known. */
export function storedCell(instance: object, property: string): unknown {
  const source = Stored.sourceOf(instance);
  const output = source?.form.outputs.get(property);
  return output === undefined ? undefined : source?.columns[output]?.[Stored.indexOf(instance)];
}

/** The value of a column when the instance was stored last; undefined where it is not known. */
export function storedValue(instance: object, { property, type }: ColumnMetadata): unknown {
  const cell = storedCell(instance, property);
  const convert = conversionOf(type);
  return cell === null || cell === undefined || convert === undefined ? cell : convert(cell);
}

/** Whether a column has another value than the one that was stored last; one that is not known counts as another. */
export function isChanged(instance: object, { property, type }: ColumnMetadata): boolean {
  const value = (instance as Values)[property];
  if (value === undefined) return false;
  const cell = storedCell(instance, property);
  return cell === undefined || !isSameAsCell(type, cell, value);
}
