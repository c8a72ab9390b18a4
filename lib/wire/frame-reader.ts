// Reads a frame: the columns of a result as arrays of JavaScript values, one array per column.
import { sizedArray } from '../util/sized-array.js';
import { MalformedAnswer } from './malformed-answer.js';
import { copyOf, MessageReader } from './message-reader.js';
import { asciiSlice, utf8Slice } from './text-slice.js';
import { encoding, frameForm, kinds } from './tags.js';
import type { Kind } from '../entity/column-type.js';

/** One column of a result: a cell per row, null for NULL. */
export type Column = ArrayLike<unknown>;

/** A result as it came, before anything is made of it. */
export interface Frame {
  readonly rowCount: number;
  readonly columns: readonly Column[];
  /** Names and kinds of the columns, where the statement left them to the database (raw SQL). */
  readonly described: readonly { readonly name: string; readonly kind: Kind }[] | undefined;
}

/** The number of columns is not in the frame: `columnCount` is what the statement said; undefined = as many as there are. */
export function readFrame(bytes: Uint8Array, columnCount: number | undefined): Frame {
  const reader = new MessageReader(bytes);
  let form = reader.integer();
  let described: Frame['described'];
  if (form === frameForm.described) {
    described = readDescription(reader);
    form = reader.integer();
  }
  const count = described ? described.length : columnCount;
  const rowCount = reader.integer();
  const columns = form === frameForm.rows ? readRows(reader, rowCount, count) : readColumns(reader, rowCount, count);
  return { rowCount, columns, described };
}

function readDescription(reader: MessageReader): { name: string; kind: Kind }[] {
  return Array.from({ length: reader.integer() }, () => ({ name: reader.text(), kind: kindOf(reader.integer()) }));
}

function kindOf(tag: number): Kind {
  const kind = kinds[tag];
  if (kind === undefined) throw unknownTag('kind', tag);
  return kind;
}

function readRows(reader: MessageReader, rowCount: number, columnCount: number | undefined): unknown[][] {
  if (columnCount === undefined) return readAllRows(reader, rowCount);
  const columns: unknown[][] = [];
  for (let column = 0; column < columnCount; column++) columns.push([]);
  for (let row = 0; row < rowCount; row++) {
    for (const column of columns) column.push(reader.cell());
  }
  return columns;
}

/** Cells up to the end of the frame, row after row. */
function readAllRows(reader: MessageReader, rowCount: number): unknown[][] {
  const cells: unknown[] = [];
  while (!reader.isAtEnd) cells.push(reader.cell());
  const columnCount = rowCount === 0 ? 0 : cells.length / rowCount;
  return Array.from({ length: columnCount }, (_, column) => cells.filter((_cell, index) => index % columnCount === column));
}

function readColumns(reader: MessageReader, rowCount: number, columnCount: number | undefined): Column[] {
  const columns: Column[] = [];
  while (columns.length !== columnCount && !reader.isAtEnd) columns.push(readColumn(reader, rowCount));
  if (columnCount !== undefined && columns.length < columnCount)
    throw new MalformedAnswer('an answer of the addon has fewer columns than its statement');
  return columns;
}

function readColumn(reader: MessageReader, rowCount: number): Column {
  const tag = reader.integer();
  const nulls = reader.binary();
  const cells = readCells(reader, tag, rowCount);
  return nulls ? withNulls(cells, reader.bytes, nulls.start) : cells;
}

function readCells(reader: MessageReader, tag: number, rowCount: number): Column {
  switch (tag) {
    case encoding.int32:
      return new Int32Array(aligned(reader));
    case encoding.float64:
      return new Float64Array(aligned(reader));
    case encoding.int64:
      return new BigInt64Array(aligned(reader));
    case encoding.boolean:
      return readBooleans(reader, rowCount);
    case encoding.text:
      return readTexts(reader, rowCount);
    case encoding.bytes:
      return readBlobs(reader, rowCount);
    default:
      throw unknownTag('encoding', tag);
  }
}

/** A copy in memory of its own: a typed array must begin at a multiple of its width, and must not keep the whole answer alive. */
function aligned(reader: MessageReader): ArrayBuffer {
  const { start, end } = placeOf(reader);
  const { buffer, byteOffset } = reader.bytes;
  return buffer.slice(byteOffset + start, byteOffset + end) as ArrayBuffer;
}

function placeOf(reader: MessageReader): { readonly start: number; readonly end: number } {
  const place = reader.binary();
  if (place === undefined) throw new MalformedAnswer('a column of an answer has no data');
  return place;
}

function readBooleans(reader: MessageReader, rowCount: number): boolean[] {
  const { start } = placeOf(reader);
  const { bytes } = reader;
  const cells = sizedArray<boolean>(rowCount);
  for (let row = 0; row < rowCount; row++) cells[row] = bytes[start + row] === 1;
  return cells;
}

function readTexts(reader: MessageReader, rowCount: number): string[] {
  const cells = sizedArray<string>(rowCount);
  let row = 0;
  for (let chunks = reader.integer(); chunks > 0; chunks--) row = readChunk(reader, cells, row);
  return cells;
}

/** One string for the whole chunk, then slices of it, which share its characters. */
function readChunk(reader: MessageReader, cells: string[], firstRow: number): number {
  const { start, end } = placeOf(reader);
  const text = reader.boolean() ? asciiSlice(reader.bytes, start, end) : utf8Slice(reader.bytes, start, end);
  const lengths = new Uint32Array(aligned(reader));
  let at = 0;
  for (let index = 0; index < lengths.length; index++) {
    const next = at + (lengths[index] ?? 0);
    cells[firstRow + index] = text.slice(at, next);
    at = next;
  }
  return firstRow + lengths.length;
}

function readBlobs(reader: MessageReader, rowCount: number): Uint8Array[] {
  let at = placeOf(reader).start;
  const lengths = new Uint32Array(aligned(reader));
  const cells = sizedArray<Uint8Array>(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const next = at + (lengths[row] as number);
    cells[row] = copyOf(reader.bytes, at, next);
    at = next;
  }
  return cells;
}

function withNulls(cells: Column, bytes: Uint8Array, start: number): unknown[] {
  const nullable: unknown[] = Array.isArray(cells) ? cells : Array.from(cells);
  for (let row = 0; row < nullable.length; row++) {
    if (((bytes[start + (row >> 3)] as number) >> (row & 7)) & 1) nullable[row] = null;
  }
  return nullable;
}

function unknownTag(what: string, tag: number): MalformedAnswer {
  return new MalformedAnswer(`an answer of the addon holds the unknown ${what} ${tag}`);
}
