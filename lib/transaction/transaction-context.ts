// Carries the current transaction of one data source through the async context of its callers.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './transaction.js';

export class TransactionContext {
  /** Made with the first transaction: a program without any pays nothing. */
  #storage: AsyncLocalStorage<Transaction | undefined> | undefined;

  /** The transaction of the caller, ended or not; statements after its end have to fail, not to go to the pool. */
  get current(): Transaction | undefined {
    return this.#storage?.getStore();
  }

  /** Runs a function with this transaction as the current one, or with none. */
  run<T>(transaction: Transaction | undefined, work: () => T): T {
    this.#storage ??= new AsyncLocalStorage();
    return this.#storage.run(transaction, work);
  }
}
