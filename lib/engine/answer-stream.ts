// The answers to one streamed request: each is asked for, and the last one says that the connection is free again.
import { status } from '../wire/tags.js';
import type { Answer } from './answer.js';

/** The other end of the stream, in the addon. */
export interface StreamEnd {
  /** Asks for one more answer. */
  ask(): void;
  /** Ends it early: because it was cancelled, or because nobody wants more. */
  cancel(reason: 'cancelled' | 'enough'): void;
  /** Called when the last answer is there. */
  over(): void;
}

export class AnswerStream {
  readonly #end: StreamEnd;
  #isAsked = true;
  #isOver = false;
  #isCancelled = false;
  #settle: (answer: Answer) => void = () => undefined;
  #answer: Promise<Answer>;

  /** The request that makes the stream asks for its first answer. */
  constructor(end: StreamEnd) {
    this.#end = end;
    this.#answer = this.#next();
  }

  /** The answer that was asked for last. */
  get answer(): Promise<Answer> {
    return this.#answer;
  }

  /** Whether the last answer is there. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes an answer of the addon. */
  take(answer: Answer): void {
    this.#isAsked = false;
    this.#isOver = answer.status !== status.chunk;
    if (this.#isOver) this.#end.over();
    this.#settle(answer);
  }

  /** Asks for the next answer, once the one before is there. */
  ask(): void {
    if (this.#isAsked || this.#isOver) return;
    this.#isAsked = true;
    this.#answer = this.#next();
    this.#end.ask();
  }

  /** Ends it early; its last answer follows. */
  cancel(reason: 'cancelled' | 'enough'): void {
    if (this.#isOver || this.#isCancelled) return;
    this.#isCancelled = true;
    this.ask();
    this.#end.cancel(reason);
  }

  /** Ends it early and waits until the connection is free. */
  async stop(): Promise<void> {
    this.cancel('enough');
    while (!this.#isOver) {
      await this.#answer;
      this.ask();
    }
  }

  #next(): Promise<Answer> {
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }
}
