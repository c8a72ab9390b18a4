// A transaction or a savepoint in it, as an executor: its statements run in order on one connection until it ends.
import { PlanExecutor } from '../engine/plan-executor.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { ResultStream } from '../engine/result-stream.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { TransactionClosedError } from '../error/transaction-closed-error.js';
import type { QueryState } from '../query/query-state.js';
import { mode } from '../wire/tags.js';
import { CommitHooks, type Hook } from './commit-hooks.js';
import type { TransactionContext } from './transaction-context.js';

const prefetched = {
  fact: 'A stream within a transaction holds its connection, so that what it prefetches cannot be loaded meanwhile.',
  remedy: 'Read the rows by chunked(n), join instead, or stream outside of the transaction.',
};
const streaming = {
  fact: 'A stream of this transaction is open and holds its connection.',
  remedy: 'Read the stream to its end or leave its loop first, or read the rows by chunked(n).',
};

/** What savepoints share with the transaction that they are in. */
interface Shared {
  readonly engine: Engine;
  readonly handle: Handle;
  readonly context: TransactionContext<Transaction>;
  /** Savepoints are told apart by number. */
  lastSavepoint: number;
  /** Holds the connection until its end. */
  stream: ResultStream | undefined;
}

export class Transaction extends PlanExecutor {
  readonly #shared: Shared;
  readonly #outer: Transaction | undefined;
  readonly #hooks = new CommitHooks();
  #isOpen = true;
  /** Settles when the savepoints opened so far have ended. */
  #inner: Promise<void> | undefined;

  private constructor(shared: Shared, outer?: Transaction) {
    super(shared.engine);
    this.#shared = shared;
    this.#outer = outer;
  }

  /** The executor of a transaction that has begun under this handle. */
  static begun(engine: Engine, handle: Handle, context: TransactionContext<Transaction>): Transaction {
    return new Transaction({ engine, handle, context, lastSavepoint: 0, stream: undefined });
  }

  /** False once it was committed or rolled back. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Calls `hook` after the whole transaction was committed; what it throws is logged and changes nothing. */
  onCommit(hook: Hook): void {
    this.#assertOpen();
    this.#hooks.onCommit(hook);
  }

  /** Calls `hook` after the transaction, or the savepoint in which it was given, was rolled back. */
  onRollback(hook: Hook): void {
    this.#assertOpen();
    this.#hooks.onRollback(hook);
  }

  /** Runs `work` within a savepoint: when it throws, what it did is undone and the transaction goes on. */
  async transaction<T>(work: (executor: Transaction) => Promise<T>): Promise<T> {
    this.#assertOpen();
    this.#assertFree();
    const { current } = this.#shared.context;
    // A savepoint that waited for the one it is in would wait for ever.
    if (current && this.#isCalledFromInner()) return await current.transaction(work);
    return await this.#inTurn(() => this.#nested(work));
  }

  /** One stream at a time, and nothing beside it: it holds the only connection. */
  override stream(query: QueryState): AsyncIterable<unknown[]> {
    if (query.prefetches.length > 0) throw new InvalidQueryError(prefetched);
    return super.stream(query);
  }

  /** No more statements from now on. @internal */
  close(): CommitHooks {
    this.#isOpen = false;
    this.#endStream();
    return this.#hooks;
  }

  protected override get handle(): Handle {
    return this.#shared.handle;
  }

  /** A statement beside an open savepoint waits for its end: a rollback of the savepoint would undo the statement in silence. */
  protected override admit(): Promise<void> | undefined {
    this.#assertOpen();
    this.#assertFree();
    if (this.#inner === undefined || this.#isCalledFromInner()) return undefined;
    return this.#afterInner();
  }

  protected override began(stream: ResultStream): void {
    this.#assertFree();
    this.#shared.stream = stream;
  }

  async #afterInner(): Promise<void> {
    while (this.#inner) await this.#inner;
    this.#assertOpen();
  }

  /** Savepoints of one level follow each other: releasing one would release those that were opened after it. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#inner;
    const { promise, resolve } = deferred();
    const turn = before ? before.then(() => promise) : promise;
    this.#inner = turn;
    try {
      if (before) await before;
      this.#assertOpen();
      return await work();
    } finally {
      if (this.#inner === turn) this.#inner = undefined;
      resolve();
    }
  }

  async #nested<T>(work: (executor: Transaction) => Promise<T>): Promise<T> {
    const number = ++this.#shared.lastSavepoint;
    await this.#control(mode.savepoint, number);
    const inner = new Transaction(this.#shared, this);
    try {
      const result = await this.#shared.context.run(inner, () => work(inner));
      inner.close();
      await this.#control(mode.release, number);
      inner.#hooks.moveTo(this.#hooks);
      return result;
    } catch (error) {
      inner.close();
      await this.#undo(number);
      await inner.#hooks.run('rollback');
      throw error;
    }
  }

  /** The error that led here says more than what a failing rollback could add; then the whole transaction is over anyway. */
  async #undo(number: number): Promise<void> {
    try {
      await this.#control(mode.rollbackTo, number);
      await this.#control(mode.release, number);
    } catch {
      return;
    }
  }

  async #control(wanted: typeof mode.savepoint | typeof mode.release | typeof mode.rollbackTo, number: number): Promise<void> {
    const { link } = this.engine;
    link.payloadOf(await link.control(this.handle, wanted, number));
  }

  /** Whether the caller runs within a savepoint of this one: it cannot wait for that to end. */
  #isCalledFromInner(): boolean {
    let place = this.#shared.context.current;
    if (place === this) return false;
    while (place && place !== this) place = place.#outer;
    return place === this;
  }

  /** A statement beside a stream would wait for its end, and the reader of the stream perhaps for the statement. */
  #assertFree(): void {
    if (this.#shared.stream?.isOpen === true) throw new InvalidQueryError(streaming);
  }

  /** What was left half-read must not keep the end of the transaction waiting. */
  #endStream(): void {
    const { stream } = this.#shared;
    this.#shared.stream = undefined;
    void stream?.return();
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new TransactionClosedError();
    if (this.#outer) this.#outer.#assertOpen();
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
