// Carries the current transaction of one data source through the async context of its callers.
import { AsyncLocalStorage } from 'node:async_hooks';

/** `Tx` is the class of transactions, which knows this one. */
export class TransactionContext<Tx> {
  /** Made with the first transaction: a program without any pays nothing. */
  #storage: AsyncLocalStorage<Tx | undefined> | undefined;

  /** The transaction of the caller, ended or not; statements after its end have to fail, not to go to the pool. */
  get current(): Tx | undefined {
    return this.#storage?.getStore();
  }

  /** Runs a function with this transaction as the current one, or with none. */
  run<T>(transaction: Tx | undefined, work: () => T): T {
    this.#storage ??= new AsyncLocalStorage();
    return this.#storage.run(transaction, work);
  }
}
