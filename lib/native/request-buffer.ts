// The requests of one turn, as the bytes that cross.

const firstCapacity = 16 * 1024;
/** A larger buffer is given up after the crossing that needed it. */
const largestKept = 1024 * 1024;
/** Five MessagePack integers of up to five bytes. */
const largestHead = 25;
/** PERF: below this, a loop is quicker than `set`. */
const shortCopy = 32;

/** Collects `requestId, executor, plan, mode, parameterCount, parameter...` of each request. */
export class RequestBuffer {
  #bytes = new Uint8Array(firstCapacity);
  #length = 0;
  #ids: number[] = [];

  /** Only the first `length` bytes count. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  get count(): number {
    return this.#ids.length;
  }

  /** Appends one request; the parameters are copied. */
  add(id: number, executor: number, plan: number, mode: number, parameterCount: number, parameters: Uint8Array): void {
    this.#reserve(largestHead + parameters.length);
    this.#ids.push(id);
    this.#writeUint(id);
    this.#writeUint(executor);
    this.#writeUint(plan);
    this.#writeUint(mode);
    this.#writeUint(parameterCount);
    this.#writeBytes(parameters);
  }

  clear(): void {
    this.#length = 0;
    this.#ids.length = 0;
    if (this.#bytes.length > largestKept) this.#bytes = new Uint8Array(firstCapacity);
  }

  /** Empties it and gives the ids of what was in it. */
  takeIds(): readonly number[] {
    const ids = [...this.#ids];
    this.clear();
    return ids;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  #writeUint(value: number): void {
    const bytes = this.#bytes;
    if (value < 0x80) {
      bytes[this.#length++] = value;
      return;
    }
    bytes[this.#length++] = 0xce;
    bytes[this.#length++] = value >>> 24;
    bytes[this.#length++] = value >>> 16;
    bytes[this.#length++] = value >>> 8;
    bytes[this.#length++] = value;
  }

  #writeBytes(source: Uint8Array): void {
    if (source.length > shortCopy) {
      this.#bytes.set(source, this.#length);
      this.#length += source.length;
      return;
    }
    const bytes = this.#bytes;
    for (let index = 0; index < source.length; index++) bytes[this.#length++] = source[index] ?? 0;
  }
}
