// Writes frames as the addon does, for tests of the reading half.
import { MessageWriter } from '../../lib/wire/message-writer.js';
import { encoding, frameForm } from '../../lib/wire/tags.js';

export type Cell = null | boolean | number | bigint | string | Uint8Array;

/** Writes one frame. */
export class FrameBuilder {
  readonly #writer = new MessageWriter();

  describe(columns: readonly (readonly [name: string, kindTag: number])[]): this {
    this.#writer.integer(frameForm.described);
    this.#writer.integer(columns.length);
    for (const [name, tag] of columns) {
      this.#writer.text(name);
      this.#writer.integer(tag);
    }
    return this;
  }

  rows(rows: readonly (readonly Cell[])[]): this {
    this.#writer.integer(frameForm.rows);
    this.#writer.integer(rows.length);
    for (const cell of rows.flat()) this.#cell(cell);
    return this;
  }

  columns(rowCount: number): this {
    this.#writer.integer(frameForm.columns);
    this.#writer.integer(rowCount);
    return this;
  }

  int32(values: readonly (number | null)[]): this {
    return this.#fixed(encoding.int32, values, (data) => Int32Array.from(data, Number));
  }

  float64(values: readonly (number | null)[]): this {
    return this.#fixed(encoding.float64, values, (data) => Float64Array.from(data, Number));
  }

  int64(values: readonly (bigint | null)[]): this {
    return this.#fixed(encoding.int64, values, (data) => BigInt64Array.from(data, BigInt));
  }

  booleans(values: readonly (boolean | null)[]): this {
    return this.#fixed(encoding.boolean, values, (data) => Uint8Array.from(data, Number));
  }

  /** Each inner array is one chunk. */
  texts(...chunks: readonly (readonly (string | null)[])[]): this {
    this.#head(encoding.text, chunks.flat());
    this.#writer.integer(chunks.length);
    for (const chunk of chunks) {
      const text = Buffer.from(chunk.map((value) => value ?? '').join(''), 'utf8');
      this.#writer.binary(text);
      this.#writer.boolean(text.every((byte) => byte < 0x80));
      this.#writer.binary(bytesOf(Uint32Array.from(chunk, (value) => value?.length ?? 0)));
    }
    return this;
  }

  blobs(values: readonly (Uint8Array | null)[]): this {
    this.#head(encoding.bytes, values);
    this.#writer.binary(Buffer.concat(values.map((value) => value ?? new Uint8Array())));
    this.#writer.binary(bytesOf(Uint32Array.from(values, (value) => value?.length ?? 0)));
    return this;
  }

  /** The frame, at an odd place of a larger buffer: nothing may rely on alignment. */
  bytes(): Uint8Array {
    const frame = this.#writer.take();
    const shifted = new Uint8Array(frame.length + 3);
    shifted.set(frame, 3);
    return shifted.subarray(3);
  }

  #fixed<T extends Cell>(tag: number, values: readonly (T | null)[], pack: (data: (T | 0)[]) => ArrayBufferView): this {
    this.#head(tag, values);
    this.#writer.binary(bytesOf(pack(values.map((value) => value ?? 0))));
    return this;
  }

  #head(tag: number, values: readonly unknown[]): void {
    this.#writer.integer(tag);
    if (!values.includes(null)) return this.#writer.nil();
    const bitmap = new Uint8Array(Math.ceil(values.length / 8));
    for (const [row, value] of values.entries()) {
      if (value === null) bitmap[row >> 3] = (bitmap[row >> 3] ?? 0) | (1 << (row & 7));
    }
    this.#writer.binary(bitmap);
  }

  #cell(cell: Cell): void {
    if (cell === null) this.#writer.nil();
    else if (typeof cell === 'boolean') this.#writer.boolean(cell);
    else if (typeof cell === 'bigint') this.#writer.bigint(cell);
    else if (typeof cell === 'string') this.#writer.text(cell);
    else if (typeof cell === 'number') this.#number(cell);
    else this.#writer.binary(cell);
  }

  #number(value: number): void {
    if (Number.isInteger(value)) this.#writer.integer(value);
    else this.#writer.float(value);
  }
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
