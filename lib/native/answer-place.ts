// Where the addon writes the answers that are there at once: a buffer used from its start to its end, then another.

const capacity = 64 * 1024;
/** With less room left, a new buffer is better than one answer that does not fit. */
const leastRoom = 4 * 1024;

/** Bytes once given out are not written again, so payloads may be kept. */
export class AnswerPlace {
  #bytes = Buffer.allocUnsafeSlow(capacity);
  #offset = 0;

  /** The whole buffer. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Where free room begins. */
  get offset(): number {
    return this.#offset;
  }

  /** Sees to it that there is room for some answers. */
  makeRoom(): void {
    if (capacity - this.#offset >= leastRoom) return;
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#offset = 0;
  }

  /** Marks the next bytes as given out, and says where they begin. */
  take(length: number): number {
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
