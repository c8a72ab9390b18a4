// Writes MessagePack into one growable scratch buffer, which is reused from message to message.

const initialSize = 1024;
/** A scratch that grew beyond this is given back after its message. */
const largestKept = 1024 * 1024;
/** Texts up to this length are tried as ASCII, code unit by code unit: cheaper than a call into Node.js. */
const shortText = 31;

/** Appends MessagePack values; `take()` gives the bytes of the message so far, which are valid until the next value is written. */
export class MessageWriter {
  #bytes = Buffer.allocUnsafeSlow(initialSize);
  #view = viewOf(this.#bytes);
  #length = 0;

  /** The bytes written since the last `take`; they are overwritten by the next message. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    if (this.#bytes.length > largestKept) this.#resize(initialSize);
    return taken;
  }

  /** Forgets what was written since the last `take`: for a message that could not be finished. */
  discard(): void {
    this.#length = 0;
  }

  nil(): void {
    this.#byte(0xc0);
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /** A safe integer; the caller has checked it. */
  integer(value: number): void {
    if (value >= 0) this.#positive(value);
    else this.#negative(value);
  }

  /** An integer of 64 bits; the caller has checked its range. */
  bigint(value: bigint): void {
    const at = this.#reserve(9);
    this.#bytes[at] = 0xd3;
    this.#view.setBigInt64(at + 1, value);
  }

  float(value: number): void {
    const at = this.#reserve(9);
    this.#bytes[at] = 0xcb;
    this.#view.setFloat64(at + 1, value);
  }

  text(value: string): void {
    if (value.length <= shortText && this.#shortAscii(value)) return;
    const length = Buffer.byteLength(value, 'utf8');
    this.#head(length, 0xd9);
    const at = this.#reserve(length);
    this.#bytes.write(value, at, length, 'utf8');
  }

  binary(value: Uint8Array): void {
    this.#head(value.byteLength, 0xc4);
    const at = this.#reserve(value.byteLength);
    this.#bytes.set(value, at);
  }

  arrayHead(count: number): void {
    this.#containerHead(count, 0x90, 0xdc);
  }

  mapHead(count: number): void {
    this.#containerHead(count, 0x80, 0xde);
  }

  #positive(value: number): void {
    if (value < 0x80) return this.#byte(value);
    const at = this.#reserve(9);
    if (value <= 0xffff_ffff) {
      this.#bytes[at] = 0xce;
      this.#view.setUint32(at + 1, value);
      this.#length = at + 5;
      return;
    }
    this.#bytes[at] = 0xcf;
    this.#setWide(at + 1, value);
  }

  #negative(value: number): void {
    if (value >= -0x20) return this.#byte(value & 0xff);
    const at = this.#reserve(9);
    if (value >= -0x8000_0000) {
      this.#bytes[at] = 0xd2;
      this.#view.setInt32(at + 1, value);
      this.#length = at + 5;
      return;
    }
    this.#bytes[at] = 0xd3;
    this.#setWide(at + 1, value);
  }

  /** Two halves instead of a BigInt, which would be allocated. */
  #setWide(at: number, value: number): void {
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setInt32(at, high);
    this.#view.setUint32(at + 4, value - high * 0x1_0000_0000);
  }

  #shortAscii(value: string): boolean {
    const start = this.#reserve(value.length + 1);
    const bytes = this.#bytes;
    bytes[start] = 0xa0 | value.length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        this.#length = start;
        return false;
      }
      bytes[start + 1 + index] = code;
    }
    return true;
  }

  /** The head of a text or of bytes: the tags for 8, 16 and 32 bits of length follow each other. */
  #head(length: number, tag: number): void {
    const at = this.#reserve(5);
    if (length <= 0xff) {
      this.#bytes[at] = tag;
      this.#bytes[at + 1] = length;
      this.#length = at + 2;
      return;
    }
    this.#bytes[at] = tag + 2;
    this.#view.setUint32(at + 1, length);
  }

  #containerHead(count: number, fixed: number, tag: number): void {
    if (count < 16) return this.#byte(fixed | count);
    const at = this.#reserve(5);
    this.#bytes[at] = tag + 1;
    this.#view.setUint32(at + 1, count);
  }

  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** Makes room and moves the end; gives where to write. */
  #reserve(size: number): number {
    const at = this.#length;
    if (at + size > this.#bytes.length) this.#resize(Math.max(this.#bytes.length * 2, at + size));
    this.#length = at + size;
    return at;
  }

  #resize(size: number): void {
    const grown = Buffer.allocUnsafeSlow(size);
    if (this.#length > 0) this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    this.#view = viewOf(grown);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
