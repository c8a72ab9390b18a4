// How the cell of a column becomes the value of a property, by kind; most kinds need nothing.
import type { ColumnType, ElementKind } from '../entity/column-type.js';

/** Makes a value of a cell that is not NULL; undefined where the cell is the value. */
export type Convert = ((cell: unknown) => unknown) | undefined;

/** The conversion of a type, chosen once per column of a shape. */
export function conversionOf(type: ColumnType): Convert {
  switch (type.kind) {
    case 'timestamp':
      return toDate;
    case 'bigint':
      return toBigint;
    case 'json':
      return toJson;
    case 'array':
      return arrayConversion(type.of ?? 'string');
    default:
      return undefined;
  }
}

function toDate(cell: unknown): Date {
  return new Date(cell as number);
}

/** Wide columns hold BigInts already; plain rows hold numbers where the value is small. */
function toBigint(cell: unknown): bigint {
  return BigInt(cell as number | bigint);
}

function toJson(cell: unknown): unknown {
  return JSON.parse(cell as string);
}

function arrayConversion(of: ElementKind): Convert {
  const convert = elementConversion(of);
  if (convert === undefined) return toJson;
  return (cell) => (JSON.parse(cell as string) as unknown[]).map((element) => (element === null ? null : convert(element)));
}

function elementConversion(of: ElementKind): Convert {
  switch (of) {
    case 'timestamp':
      return toDate;
    case 'bigint':
      return (element) => BigInt(element as string);
    case 'bytes':
      return (element) => Uint8Array.from(Buffer.from(element as string, 'base64'));
    default:
      return undefined;
  }
}
