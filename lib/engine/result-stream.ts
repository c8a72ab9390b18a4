// The rows of a streamed query, batch by batch: one batch for each chunk that crosses, and one chunk read ahead.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlanRows } from '../plan/plan.js';
import { status } from '../wire/tags.js';
import type { AnswerStream } from './answer-stream.js';
import type { Answer } from './answer.js';

/** What a stream needs of the funnel. */
export interface StreamParts {
  /** Sends the request; called when the first batch is asked for. */
  start(): AnswerStream | Promise<AnswerStream>;
  /** Makes rows of an answer. @throws the error of a failure. */
  read(answer: Answer): PlanRows;
  /** Loads what is prefetched for a batch. */
  load(rows: object[]): Promise<void> | undefined;
  /** Told once, at the end. */
  report(rows: number, error?: unknown): void;
}

const done = { done: true, value: undefined } as const;

/** Takes one call of `next` at a time. */
export class ResultStream implements AsyncIterator<unknown[], undefined> {
  readonly #parts: StreamParts;
  #answers: AnswerStream | undefined;
  #rows = 0;
  #isEnded = false;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Whether it holds its connection. */
  get isOpen(): boolean {
    return this.#answers !== undefined && !this.#answers.isOver;
  }

  async next(): Promise<IteratorResult<unknown[], undefined>> {
    if (this.#isEnded) return done;
    try {
      return await this.#batch();
    } catch (error) {
      this.#end(error);
      await this.#answers?.stop();
      throw error;
    }
  }

  /** Frees the connection. */
  async return(): Promise<IteratorResult<unknown[], undefined>> {
    this.#end();
    await this.#answers?.stop();
    return done;
  }

  async #batch(): Promise<IteratorResult<unknown[], undefined>> {
    this.#answers ??= await this.#parts.start();
    const answers = this.#answers;
    if (this.#isEnded) {
      // Given up while it waited for its turn to start.
      await answers.stop();
      return done;
    }
    // Chunks that came together are read in turns of their own, so that the event loop gets to other work between them.
    if (this.#rows > 0) await nextTurn();
    const answer = await answers.answer;
    if (this.#isEnded) return done;
    const isLast = answer.status !== status.chunk;
    if (!isLast) answers.ask();
    const { rows } = this.#parts.read(answer);
    this.#rows += rows.length;
    const loading = this.#parts.load(rows as object[]);
    if (loading) await loading;
    if (isLast) this.#end();
    return isLast && rows.length === 0 ? done : { done: false, value: rows };
  }

  #end(error?: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#parts.report(this.#rows, error);
  }
}
