// The executor that repositories use: each call goes to the transaction of the caller's async context, or to the pool.
import type { CompiledSql, Executor, InsertRequest, RawRequest } from '../query/executor.js';
import type { Explanation } from '../query/explanation.js';
import type { QueryState } from '../query/query-state.js';
import type { StatementNode } from '../node/statement-node.js';
import type { PoolExecutor } from './pool-executor.js';
import type { Transaction } from './transaction.js';
import type { TransactionContext } from './transaction-context.js';

export class ContextExecutor implements Executor {
  readonly #pool: PoolExecutor;
  readonly #context: TransactionContext<Transaction>;

  constructor(pool: PoolExecutor, context: TransactionContext<Transaction>) {
    this.#pool = pool;
    this.#context = context;
  }

  rows(query: QueryState): Promise<unknown[]> {
    return this.#current.rows(query);
  }

  /** Where it was called decides, not where it is read. */
  stream(query: QueryState): AsyncIterable<unknown[]> {
    return this.#current.stream(query);
  }

  amount(query: QueryState): Promise<number> {
    return this.#current.amount(query);
  }

  insert(request: InsertRequest): Promise<object[]> {
    return this.#current.insert(request);
  }

  raw(request: RawRequest): Promise<unknown[]> {
    return this.#current.raw(request);
  }

  change(request: RawRequest): Promise<number> {
    return this.#current.change(request);
  }

  explainRaw(request: RawRequest): Promise<Explanation> {
    return this.#current.explainRaw(request);
  }

  define(statements: readonly StatementNode[]): Promise<void> {
    return this.#current.define(statements);
  }

  sql(query: QueryState): Promise<CompiledSql> {
    return this.#current.sql(query);
  }

  explain(query: QueryState, options?: { readonly analyze?: boolean }): Promise<Explanation> {
    return this.#current.explain(query, options);
  }

  transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T> {
    return this.#current.transaction(work);
  }

  get #current(): Executor {
    return this.#context.current ?? this.#pool;
  }
}
