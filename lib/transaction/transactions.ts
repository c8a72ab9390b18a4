// The transactions of one data source: propagation, and the executor that follows the caller's context.
import type { Engine } from '../engine/engine.js';
import { PropagationError } from '../error/propagation-error.js';
import type { Executor } from '../query/executor.js';
import { ContextExecutor } from './context-executor.js';
import { PoolExecutor } from './pool-executor.js';
import type { Transaction } from './transaction.js';
import { TransactionContext } from './transaction-context.js';
import { needsNew, type TransactionOptions } from './transaction-options.js';

/** What is run; the transaction is there for its hooks, repositories find it by themselves. */
export type TransactionWork<T> = (transaction: Transaction) => Promise<T>;

const inside = {
  fact: 'Isolation, read-only, timeout and retries were asked for inside another transaction, which has its own.',
  remedy: 'Ask for them where the outer transaction begins, or use the propagation `requiresNew`.',
};
const mandatory = {
  fact: 'The propagation `mandatory` needs a transaction, and there is none.',
  remedy: 'Call this from within a transaction, or use the propagation `required`.',
};
const never = {
  fact: 'The propagation `never` forbids a transaction, and there is one.',
  remedy: 'Call this from outside, or use the propagation `notSupported`.',
};

export class Transactions {
  readonly #context = new TransactionContext<Transaction>();
  readonly #pool: PoolExecutor;
  /** Runs each statement in the transaction of the caller's async context if there is one, else in the pool. */
  readonly executor: Executor;

  constructor(engine: Engine, onHookFailure: (error: unknown) => void, replicas: ReadonlyMap<string, Engine> = new Map()) {
    const poolOf = (of: Engine): PoolExecutor => new PoolExecutor({ engine: of, context: this.#context, onHookFailure });
    this.#pool = poolOf(engine);
    const replicaPools = new Map([...replicas].map(([name, replica]) => [name, poolOf(replica)]));
    this.executor = new ContextExecutor(this.#pool, this.#context, replicaPools);
  }

  /** The transaction of the caller's async context; undefined when there is none or it has ended. */
  get current(): Transaction | undefined {
    const current = this.#context.current;
    return current?.isOpen ? current : undefined;
  }

  /** Runs `work` in a transaction, or in a savepoint of the current one. */
  async run<T>(work: TransactionWork<T>, options: TransactionOptions = {}): Promise<T> {
    const outer = this.#context.current;
    const { propagation = 'nested' } = options;
    if (outer === undefined || propagation === 'requiresNew') return await this.#pool.transaction(work, options);
    if (needsNew(options)) throw new PropagationError(inside);
    return propagation === 'nested' ? await outer.transaction(work) : await work(outer);
  }

  /** Runs `work` as `propagation` says; some of them need no transaction. */
  async propagate<T>(work: (transaction: Transaction | undefined) => Promise<T>, options: TransactionOptions): Promise<T> {
    const isInside = this.#context.current !== undefined;
    switch (options.propagation) {
      case 'mandatory':
        if (!isInside) throw new PropagationError(mandatory);
        return await this.run(work, options);
      case 'never':
        if (isInside) throw new PropagationError(never);
        return await work(undefined);
      case 'supports':
        return isInside ? await this.run(work, options) : await work(undefined);
      case 'notSupported':
        return await this.#context.run(undefined, () => work(undefined));
      default:
        return await this.run(work, options);
    }
  }
}
