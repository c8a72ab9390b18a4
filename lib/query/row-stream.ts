// The rows of a query as they come, instead of all at once.
import { Readable } from 'node:stream';
import { InvalidQueryError } from '../error/invalid-query-error.js';

/**
 * The rows of a query, one after the other; no more are fetched than are read. It starts when it is iterated, and can be read once. It
 * holds a connection until its end; leaving the loop, by whatever way, ends it. An iterator that is moved by hand has to be read to its
 * end or closed by `return()`.
 *
 * @example
 * for await (const post of posts.filter({ status: 'published' }).stream()) {
 *   await feed.write(post);
 * }
 */
export class RowStream<R> implements AsyncIterable<R> {
  readonly #batches: AsyncIterable<unknown[]>;
  #isRead = false;

  /** `Query.stream` makes it. */
  constructor(batches: AsyncIterable<unknown[]>) {
    this.#batches = batches;
  }

  /** @throws InvalidQueryError when it was read before. */
  [Symbol.asyncIterator](): AsyncIterator<R, undefined> {
    if (this.#isRead) {
      throw new InvalidQueryError({
        fact: 'The stream was read already.',
        remedy: 'Call stream() again, or keep the rows that all() gives.',
      });
    }
    this.#isRead = true;
    return new RowIterator<R>(this.#batches[Symbol.asyncIterator]());
  }

  /** The same rows as a Node.js stream in object mode; destroying it frees the connection. */
  readable(): Readable {
    return Readable.from(this, { objectMode: true });
  }
}

class RowIterator<R> implements AsyncIterator<R, undefined> {
  readonly #batches: AsyncIterator<unknown[]>;
  #rows: readonly unknown[] = [];
  #place = 0;
  #isOver = false;
  /** Settles when the calls so far have been answered. */
  #turn: Promise<unknown> | undefined;

  constructor(batches: AsyncIterator<unknown[]>) {
    this.#batches = batches;
  }

  // PERF: a row that is there needs no async function.
  next(): Promise<IteratorResult<R, undefined>> {
    if (this.#turn === undefined && this.#place < this.#rows.length) return Promise.resolve(this.#row());
    const turn = this.#turn === undefined ? this.#advance() : this.#turn.then(() => this.#advance());
    const settled: Promise<void> = turn.then(
      () => this.#settled(settled),
      () => this.#settled(settled),
    );
    this.#turn = settled;
    return turn;
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    this.#isOver = true;
    this.#rows = [];
    await this.#batches.return?.();
    return { done: true, value: undefined };
  }

  async #advance(): Promise<IteratorResult<R, undefined>> {
    while (this.#place >= this.#rows.length) {
      if (this.#isOver) return { done: true, value: undefined };
      const { done, value } = await this.#batches.next();
      this.#isOver ||= done === true;
      this.#rows = this.#isOver ? [] : (value as unknown[]);
      this.#place = 0;
    }
    return this.#row();
  }

  #row(): IteratorResult<R, undefined> {
    return { done: false, value: this.#rows[this.#place++] as R };
  }

  #settled(turn: Promise<unknown>): void {
    if (this.#turn === turn) this.#turn = undefined;
  }
}
