// Cuts rows into parts that fit into one statement each.

/** Well below the smallest `max_allowed_packet` that servers come with. */
const mostBytes = 4 * 1024 * 1024;
/** More rows do not make a statement quicker, only its text longer. */
const mostRowsOfInsert = 2_000;
/** The rows of an update are selects beside each other on some servers, and each of them takes memory. */
export const mostRowsOfUpdate = 500;

/** Parts that are sent before the answer to the first of them. */
export const partsUnderWay = 2;

export interface ChunkLimits {
  /** Values per row. */
  readonly columns: number;
  /** The most parameters of one statement. */
  readonly maxParameters: number;
  readonly mostRows?: number;
}

type Row = readonly unknown[];

/** Parts in order; a row that is too large by itself is a part of its own. A row without values cannot share a statement. */
export function chunked(
  rows: readonly Row[],
  { columns, maxParameters, mostRows = mostRowsOfInsert }: ChunkLimits,
): readonly (readonly Row[])[] {
  if (rows.length === 1) return [rows];
  const most = columns === 0 ? 1 : Math.max(1, Math.min(mostRows, Math.floor(maxParameters / columns)));
  const chunks: Row[][] = [];
  let current: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = sizeOf(row);
    if (current.length > 0 && (current.length === most || bytes + size > mostBytes)) {
      chunks.push(current);
      current = [];
      bytes = 0;
    }
    current.push(row);
    bytes += size;
  }
  return [...chunks, current];
}

function sizeOf(row: Row): number {
  return row.reduce<number>((sum, value) => sum + sizeOfValue(value), 0);
}

/** Near enough: the limit has room. */
function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || value instanceof Date) return 9;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce<number>((sum, part) => sum + 8 + sizeOfValue(part), 2);
}
