// The cell of which a row would have got a value, and whether two values are stored alike.
import { isDeepStrictEqual } from 'node:util';
import type { ColumnType, ElementKind } from '../entity/column-type.js';

/**
 * The cell that is converted to this value, which may be changed in place afterwards; undefined where no cell can hold it, which whoever
 * writes it is told.
 */
export function cellOfValue(type: ColumnType, value: unknown): unknown {
  try {
    return value === null || value === undefined ? null : cellOf(type, value);
  } catch {
    return undefined;
  }
}

/** Whether a value would be stored as the cell is. */
export function isSameAsCell(type: ColumnType, cell: unknown, value: unknown): boolean {
  const own = cellOfValue(type, value);
  if (cell === null || cell === undefined || own === null || own === undefined) return (cell ?? null) === own;
  switch (type.kind) {
    case 'bigint':
      return BigInt(cell as bigint | number) === own;
    case 'json':
    case 'array':
      return isDeepStrictEqual(JSON.parse(cell as string), JSON.parse(own as string));
    case 'bytes':
      return Buffer.compare(cell as Uint8Array, own as Uint8Array) === 0;
    default:
      return Object.is(cell, own);
  }
}

function cellOf({ kind, of }: ColumnType, value: unknown): unknown {
  switch (kind) {
    case 'timestamp':
      return (value as Date).getTime();
    case 'json':
      return JSON.stringify(value);
    case 'array':
      return JSON.stringify((value as unknown[]).map((element) => elementOf(of ?? 'string', element)));
    case 'bytes':
      return Uint8Array.prototype.slice.call(value);
    default:
      return value;
  }
}

/** As elements of arrays cross. */
function elementOf(of: ElementKind, element: unknown): unknown {
  if (element === null) return null;
  switch (of) {
    case 'timestamp':
      return (element as Date).getTime();
    case 'bigint':
      return String(element);
    case 'bytes':
      return Buffer.from(element as Uint8Array).toString('base64');
    default:
      return element;
  }
}
