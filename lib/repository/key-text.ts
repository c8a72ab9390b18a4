// The identity of a key as text.
import type { ColumnMetadata } from '../entity/entity-metadata.js';

/** Equal for keys of the same row, and for no others: UUIDs are the same in either case. */
export function keyText(columns: readonly ColumnMetadata[], key: readonly unknown[]): string {
  return key.map((part, index) => textOf(columns[index], part)).join('\0');
}

function textOf(column: ColumnMetadata | undefined, part: unknown): string {
  if (part instanceof Date) return String(part.getTime());
  return column?.type.kind === 'uuid' ? String(part).toLowerCase() : String(part);
}
