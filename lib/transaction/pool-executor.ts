// The executor of a data source outside transactions, and the way into one: begin, run, commit or roll back, perhaps again.
import { PlanExecutor } from '../engine/plan-executor.js';
import type { Engine, Handle } from '../engine/engine.js';
import { CommitOutcomeUnknownError } from '../error/commit-outcome-unknown-error.js';
import { isWorthRetrying } from '../error/is-worth-retrying.js';
import { mode } from '../wire/tags.js';
import type { CommitHooks } from './commit-hooks.js';
import { Transaction } from './transaction.js';
import type { TransactionContext } from './transaction-context.js';
import type { TransactionOptions } from './transaction-options.js';

/** Between one attempt and the next, times the number of the attempt; random, so that rivals do not meet again. */
const longestPause = 50;

export interface PoolExecutorParts {
  readonly engine: Engine;
  readonly context: TransactionContext<Transaction>;
  /** Is told of hooks that failed after the end. */
  readonly onHookFailure: (error: unknown) => void;
}

export class PoolExecutor extends PlanExecutor {
  readonly #parts: PoolExecutorParts;

  constructor(parts: PoolExecutorParts) {
    super(parts.engine);
    this.#parts = parts;
  }

  /** Runs `work` in a transaction of its own, whatever the current one is. */
  async transaction<T>(work: (executor: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const { retries = 0 } = options;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(work, options);
      } catch (error) {
        if (attempt >= retries || !isWorthRetrying(error)) throw error;
        await pause(Math.random() * longestPause * (attempt + 1));
      }
    }
  }

  protected override get handle(): Handle {
    return this.engine.link.handle;
  }

  protected override admit(): undefined {
    return undefined;
  }

  /** It holds a connection of its own, so that it is in nobody's way. */
  protected override began(): void {}

  async #attempt<T>(work: (executor: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    const handle = await this.#begin(options);
    const transaction = Transaction.begun(this.engine, handle, this.#parts.context);
    const result = await this.#work(transaction, handle, work);
    await this.#commit(transaction, handle);
    return result;
  }

  async #begin({ isolation = undefined, readOnly = false, timeout = undefined }: TransactionOptions): Promise<Handle> {
    const { link } = this.engine;
    const handle = link.nextHandle();
    link.payloadOf(await link.control(link.handle, mode.begin, handle, [isolation ?? null, readOnly, timeout ?? null]));
    return handle;
  }

  async #work<T>(transaction: Transaction, handle: Handle, work: (executor: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.#parts.context.run(transaction, () => work(transaction));
    } catch (error) {
      const hooks = transaction.close();
      // A rollback that fails leaves nothing behind: the addon closes the connection. The caller needs the first error.
      await this.engine.link.control(handle, mode.rollback);
      await this.#runHooks(hooks, 'rollback');
      throw error;
    }
  }

  async #commit(transaction: Transaction, handle: Handle): Promise<void> {
    const { link } = this.engine;
    const hooks = transaction.close();
    try {
      link.payloadOf(await link.control(handle, mode.commit));
    } catch (error) {
      // Nobody knows whether it was committed, so no hook may say so.
      if (!(error instanceof CommitOutcomeUnknownError)) await this.#runHooks(hooks, 'rollback');
      throw error;
    }
    await this.#runHooks(hooks, 'commit');
  }

  /** Outside the transaction's context: it has ended. */
  async #runHooks(hooks: CommitHooks, end: 'commit' | 'rollback'): Promise<void> {
    const failures = await this.#parts.context.run(undefined, () => hooks.run(end));
    failures.forEach(this.#parts.onHookFailure);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
