// The executor that repositories use: each call goes to the transaction of the caller's async context, or to the pool.
import { InvalidQueryError } from '../error/invalid-query-error.js';
import type { CompiledSql, Executor, InsertRequest, KeyedRows, RawRequest, UpdateRowsRequest } from '../query/executor.js';
import type { Explanation } from '../query/explanation.js';
import type { QueryState } from '../query/query-state.js';
import type { StatementNode } from '../node/statement-node.js';
import type { PoolExecutor } from './pool-executor.js';
import type { Transaction } from './transaction.js';
import type { TransactionContext } from './transaction-context.js';

export class ContextExecutor implements Executor {
  readonly #pool: PoolExecutor;
  readonly #context: TransactionContext<Transaction>;
  readonly #replicas: ReadonlyMap<string, PoolExecutor>;

  constructor(pool: PoolExecutor, context: TransactionContext<Transaction>, replicas: ReadonlyMap<string, PoolExecutor>) {
    this.#pool = pool;
    this.#context = context;
    this.#replicas = replicas;
  }

  rows(query: QueryState): Promise<unknown[]> {
    return this.#for(query).rows(query);
  }

  keyed(query: QueryState): Promise<KeyedRows> {
    return this.#for(query).keyed(query);
  }

  /** Where it was called decides, not where it is read. */
  stream(query: QueryState): AsyncIterable<unknown[]> {
    return this.#for(query).stream(query);
  }

  amount(query: QueryState): Promise<number> {
    return this.#for(query).amount(query);
  }

  insert(request: InsertRequest): Promise<object[]> {
    return this.#current.insert(request);
  }

  updateRows(request: UpdateRowsRequest): Promise<number> {
    return this.#current.updateRows(request);
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
    return this.#for(query).sql(query);
  }

  explain(query: QueryState, options?: { readonly analyze?: boolean }): Promise<Explanation> {
    return this.#for(query).explain(query, options);
  }

  transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T> {
    return this.#current.transaction(work);
  }

  /** A query may ask for a replica. @throws InvalidQueryError inside a transaction, or for one that is not there. */
  #for({ entity, replica }: QueryState): Executor {
    if (replica === undefined) return this.#current;
    const pool = this.#replicas.get(replica);
    if (pool && this.#context.current === undefined) return pool;
    if (pool) throw replicaInside(entity.name);
    throw noReplica(entity.name, replica, [...this.#replicas.keys()]);
  }

  get #current(): Executor {
    return this.#context.current ?? this.#pool;
  }
}

function replicaInside(entity: string): InvalidQueryError {
  return new InvalidQueryError({
    fact: `A query of ${entity} uses a replica inside a transaction, whose changes it would not see.`,
    remedy: 'Leave using(...) out, or ask before the transaction begins.',
  });
}

function noReplica(entity: string, replica: string, known: readonly string[]): InvalidQueryError {
  const names = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
  return new InvalidQueryError({
    fact: `A query of ${entity} uses the replica ${JSON.stringify(replica)}, which the data source does not have: ${names}.`,
    remedy: 'Name it in the option `replicas` of the data source.',
  });
}
