// Reads MessagePack values from the bytes of one answer, as far as answers use them.
import { MalformedAnswer } from './malformed-answer.js';
import { utf8Slice } from './text-slice.js';

/** Reads values one after another; text and numbers become JavaScript values, binary data stays a view. */
export class MessageReader {
  readonly bytes: Buffer;
  #at = 0;
  #lazyView: DataView | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** PERF: many answers need none. */
  get #view(): DataView {
    return (this.#lazyView ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength));
  }

  get isAtEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** A plain cell: null, boolean, number, text, bytes (a copy); a BigInt where the integer is not a safe one. */
  cell(): unknown {
    const tag = this.#tag();
    if (tag < 0x80) return tag;
    if (tag >= 0xe0) return tag - 0x100;
    if (tag >= 0xa0 && tag < 0xc0) return this.#text(tag & 0x1f);
    return this.#tagged(tag);
  }

  integer(): number {
    const value = this.cell();
    if (typeof value !== 'number') throw malformed();
    return value;
  }

  text(): string {
    const value = this.cell();
    if (typeof value !== 'string') throw malformed();
    return value;
  }

  optionalText(): string | undefined {
    const value = this.cell();
    if (value === null) return undefined;
    if (typeof value !== 'string') throw malformed();
    return value;
  }

  boolean(): boolean {
    const value = this.cell();
    if (typeof value !== 'boolean') throw malformed();
    return value;
  }

  /** The place of binary data within `bytes`; undefined for nil. */
  binary(): { readonly start: number; readonly end: number } | undefined {
    const tag = this.#tag();
    if (tag === 0xc0) return undefined;
    const length = this.#binaryLength(tag);
    const start = this.#skip(length);
    return { start, end: start + length };
  }

  #tagged(tag: number): unknown {
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xd9:
        return this.#text(this.#uint(1));
      case 0xda:
        return this.#text(this.#uint(2));
      case 0xdb:
        return this.#text(this.#uint(4));
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#copy(this.#binaryLength(tag));
      default:
        return this.#integer(tag);
    }
  }

  #integer(tag: number): number | bigint {
    switch (tag) {
      case 0xcc:
        return this.#uint(1);
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return this.#wide(false);
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return this.#wide(true);
      default:
        throw malformed();
    }
  }

  /** An unsigned integer of up to four bytes, big-endian. */
  #uint(size: number): number {
    const start = this.#skip(size);
    let value = 0;
    for (let index = start; index < start + size; index++) value = value * 0x100 + (this.bytes[index] ?? 0);
    return value;
  }

  /** PERF: most integers of 64 bits are safe ones, and are read without a BigInt. */
  #wide(isSigned: boolean): number | bigint {
    const start = this.#at;
    const high = this.#uint(4);
    const number = (isSigned ? high | 0 : high) * 0x1_0000_0000 + this.#uint(4);
    if (Number.isSafeInteger(number)) return number;
    return isSigned ? this.#view.getBigInt64(start) : this.#view.getBigUint64(start);
  }

  #binaryLength(tag: number): number {
    if (tag === 0xc4) return this.#uint(1);
    if (tag === 0xc5) return this.#uint(2);
    if (tag === 0xc6) return this.#uint(4);
    throw malformed();
  }

  #text(length: number): string {
    const start = this.#skip(length);
    return shortText(this.bytes, start, length);
  }

  #copy(length: number): Uint8Array {
    const start = this.#skip(length);
    return copyOf(this.bytes, start, start + length);
  }

  #tag(): number {
    const tag = this.bytes[this.#at++];
    if (tag === undefined) throw malformed();
    return tag;
  }

  #skip(size: number): number {
    const start = this.#at;
    this.#at += size;
    if (this.#at > this.bytes.length) throw malformed();
    return start;
  }
}

/** Bytes in memory of their own: no value may keep the answer alive, or share memory with another. */
export function copyOf({ buffer, byteOffset }: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset + start, byteOffset + end));
}

/** PERF: short ASCII texts are built in JavaScript: a call into Node.js costs as much as eight characters. */
function shortText(bytes: Buffer, start: number, length: number): string {
  if (length > 8) return utf8Slice(bytes, start, start + length);
  let text = '';
  for (let index = start; index < start + length; index++) {
    const code = bytes[index] as number;
    if (code > 0x7f) return utf8Slice(bytes, start, start + length);
    text += String.fromCharCode(code);
  }
  return text;
}

function malformed(): MalformedAnswer {
  return new MalformedAnswer('an answer of the addon is malformed');
}
