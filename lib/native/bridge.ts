// The bridge to the addon: requests of one turn cross together, answers find the way back to who asked.
import { type Addon, addon } from './addon.js';
import { AnswerPlace } from './answer-place.js';
import { EncodedFailure } from './encoded-failure.js';
import { RequestBuffer } from './request-buffer.js';

/** Takes the answer to one request: its status, and its payload, which stays as it is. */
export interface Settle {
  (status: number, payload: Uint8Array): void;
}

/** With so many requests waiting, they cross without waiting for the end of the turn. */
const fullBatch = 64;
/** requestId (u32), status (u8), byteLength (u32). */
const answerHead = 9;
const failureStatus = 3;
/** Others follow. */
const chunkStatus = 5;
const nothing = new Uint8Array();

let shared: Bridge | undefined;

/** One environment of the addon: its requests and the callbacks that wait for answers. */
export class Bridge {
  readonly #addon: Addon;
  readonly #environment: number;
  readonly #requests = new RequestBuffer();
  readonly #place = new AnswerPlace();
  /** By request id; ids are used again. */
  readonly #waiting: (Settle | undefined)[] = [];
  readonly #freeIds: number[] = [];
  #isFlushScheduled = false;
  readonly #endOfTurn = Promise.resolve();
  readonly #flushAtEndOfTurn = (): void => {
    this.#isFlushScheduled = false;
    this.flush();
  };
  #lastHandle = -1;

  /** Loads the addon. */
  constructor() {
    this.#addon = addon();
    this.#environment = this.#addon.attach((answers) => this.#settleAll(answers, 0, answers.length));
  }

  /** The bridge of this module; made when it is first needed. */
  static shared(): Bridge {
    return (shared ??= new Bridge());
  }

  /**
   * Makes a data source out of its options (a MessagePack map) and gives its handle; nothing is connected yet.
   *
   * @throws EncodedFailure when the options make no sense.
   */
  open(options: Uint8Array): number {
    const opened = this.#addon.open(this.#environment, options);
    if (typeof opened !== 'number') throw new EncodedFailure(opened);
    return opened;
  }

  /** Forgets a data source and closes its connections. */
  release(dataSource: number): void {
    this.flush();
    this.#addon.release(this.#environment, dataSource);
  }

  /**
   * Keeps a statement (MessagePack) under a plan's number. A malformed one fails the requests that use it.
   *
   * @throws EncodedFailure when the data source is released.
   */
  prepare(dataSource: number, plan: number, statement: Uint8Array): void {
    const failure = this.#addon.prepare(this.#environment, dataSource, plan, statement);
    if (failure !== undefined) throw new EncodedFailure(failure);
  }

  /** Forgets a plan; requests made before still run. */
  evict(dataSource: number, plan: number): void {
    this.flush();
    this.#addon.evict(this.#environment, dataSource, plan);
  }

  /**
   * Makes a request and gives its id; `parameters` (one MessagePack value after another) are copied at once. `settle` is called once,
   * later; for a stream once for each chunk as well.
   */
  request(executor: number, plan: number, mode: number, parameterCount: number, parameters: Uint8Array, settle: Settle): number {
    const id = this.#wait(settle);
    this.#add(id, executor, plan, mode, parameterCount, parameters);
    return id;
  }

  /** Says something about a request that is not settled yet: what, its mode and the number say. */
  steer(id: number, executor: number, mode: number, number: number): void {
    this.#add(id, executor, number, mode, 0, nothing);
  }

  #add(id: number, executor: number, plan: number, mode: number, parameterCount: number, parameters: Uint8Array): void {
    this.#requests.add(id, executor, plan, mode, parameterCount, parameters);
    if (this.#requests.count === fullBatch) this.flush();
    else if (!this.#isFlushScheduled) this.#scheduleFlush();
  }

  /** A handle for a new transaction; odd, for those of data sources are even. */
  nextHandle(): number {
    this.#lastHandle = (this.#lastHandle + 2) >>> 0;
    return this.#lastHandle;
  }

  /** Sends what waits. Answers that are there at once are settled before it returns. */
  flush(): void {
    if (this.#requests.count === 0) return;
    const answers = this.#submit();
    if (typeof answers !== 'number') this.#settleAll(answers, 0, answers.length);
    else if (answers > 0) this.#settleAll(this.#place.bytes, this.#place.take(answers), answers);
  }

  #scheduleFlush(): void {
    this.#isFlushScheduled = true;
    // PERF: a promise costs a fifth of what queueMicrotask does, which makes an async resource.
    void this.#endOfTurn.then(this.#flushAtEndOfTurn);
  }

  #submit(): number | Buffer {
    const { bytes, length } = this.#requests;
    const place = this.#place;
    place.makeRoom();
    try {
      const answers = this.#addon.submit(this.#environment, bytes, length, place.bytes, place.offset);
      this.#requests.clear();
      return answers;
    } catch (error) {
      this.#failAll(this.#requests.takeIds(), error);
      return 0;
    }
  }

  #wait(settle: Settle): number {
    const id = this.#freeIds.pop() ?? this.#waiting.length;
    this.#waiting[id] = settle;
    return id;
  }

  #settleAll(answers: Buffer, start: number, length: number): void {
    const end = start + length;
    for (let at = start; at < end;) {
      const payload = at + answerHead;
      const next = payload + uint32(answers, at + 5);
      this.#settle(uint32(answers, at), answers[at + 4] ?? failureStatus, answers.subarray(payload, next));
      at = next;
    }
  }

  #settle(id: number, status: number, payload: Uint8Array): void {
    const settle = this.#waiting[id];
    if (settle === undefined) return;
    if (status !== chunkStatus) {
      this.#waiting[id] = undefined;
      this.#freeIds.push(id);
    }
    try {
      settle(status, payload);
    } catch (error) {
      // The others must hear of their answers all the same.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** The addon took none of it or a part: nobody may wait for ever. The ids are not used again, for late answers may come. */
  #failAll(ids: readonly number[], error: unknown): void {
    const payload = this.#addon.failure(`the addon did not take the requests: ${error instanceof Error ? error.message : String(error)}`);
    for (const id of ids) {
      const settle = this.#waiting[id];
      this.#waiting[id] = undefined;
      settle?.(failureStatus, payload);
    }
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}
