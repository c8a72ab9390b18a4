// Sorts new rows into inserts: rows that leave different columns to the database need statements of their own.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { absent } from './row-maker.js';

/** Rows that give the same properties. */
export interface InsertGroup {
  readonly properties: readonly string[];
  readonly rows: unknown[][];
  /** Where each row stood in the caller's list. */
  readonly positions: number[];
}

/** The groups in the order in which they first occur; rows keep their order within. */
export function groupRows(entity: EntityMetadata, rows: readonly (readonly unknown[])[]): InsertGroup[] {
  const groups = new Map<string, InsertGroup>();
  for (const [position, row] of rows.entries()) {
    const group = groupOf(groups, entity, row);
    group.rows.push(row.filter((value) => value !== absent));
    group.positions.push(position);
  }
  return [...groups.values()];
}

function groupOf(groups: Map<string, InsertGroup>, entity: EntityMetadata, row: readonly unknown[]): InsertGroup {
  const key = row.map((value) => (value === absent ? '-' : '+')).join('');
  const existing = groups.get(key);
  if (existing) return existing;
  const properties = entity.columns.filter((_, index) => row[index] !== absent).map(({ property }) => property);
  const made = { properties, rows: [], positions: [] };
  groups.set(key, made);
  return made;
}
