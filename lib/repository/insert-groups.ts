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

interface OpenGroup extends InsertGroup {
  /** For each column, whether its value is given. */
  readonly pattern: readonly boolean[];
}

/** The groups in the order in which they first occur; rows keep their order within. */
export function groupRows(entity: EntityMetadata, rows: readonly (readonly unknown[])[]): InsertGroup[] {
  const groups: OpenGroup[] = [];
  let group: OpenGroup | undefined;
  for (const [position, row] of rows.entries()) {
    // PERF: most rows are like the one before, which costs no key.
    if (group === undefined || !fits(group, row)) group = groups.find((known) => fits(known, row)) ?? opened(groups, entity, row);
    group.rows.push(givenValues(row, group.properties.length));
    group.positions.push(position);
  }
  return groups.map(({ properties, rows: given, positions }) => ({ properties, rows: given, positions }));
}

function fits({ pattern }: OpenGroup, row: readonly unknown[]): boolean {
  for (let index = 0; index < row.length; index++) if ((row[index] !== absent) !== pattern[index]) return false;
  return true;
}

function opened(groups: OpenGroup[], { columns }: EntityMetadata, row: readonly unknown[]): OpenGroup {
  const pattern = row.map((value) => value !== absent);
  const properties = columns.filter((_, index) => pattern[index]).map(({ property }) => property);
  const group = { pattern, properties, rows: [], positions: [] };
  groups.push(group);
  return group;
}

function givenValues(row: readonly unknown[], count: number): unknown[] {
  return row.length === count ? (row as unknown[]) : row.filter((value) => value !== absent);
}
