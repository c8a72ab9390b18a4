// An executor that keeps what it is asked and answers with what a test gave it: the end of the line for tests of builders.
import type { CompiledSql, Executor, InsertRequest, KeyedRows } from '../../lib/query/executor.js';
import type { Explanation } from '../../lib/query/explanation.js';
import type { QueryState } from '../../lib/query/query-state.js';

export class RecordingExecutor implements Executor {
  readonly queries: QueryState[] = [];
  answers: unknown[] = [];
  number = 0;

  /** The query that was asked last. */
  get last(): QueryState {
    const query = this.queries.at(-1);
    if (query === undefined) throw new Error('Nothing was asked.');
    return query;
  }

  rows(query: QueryState): Promise<unknown[]> {
    this.queries.push(query);
    return Promise.resolve(this.answers);
  }

  keyed(query: QueryState): Promise<KeyedRows> {
    this.queries.push(query);
    return Promise.resolve({ rows: this.answers, keys: [] });
  }

  async *stream(query: QueryState): AsyncGenerator<unknown[]> {
    this.queries.push(query);
    yield await Promise.resolve(this.answers);
  }

  amount(query: QueryState): Promise<number> {
    this.queries.push(query);
    return Promise.resolve(this.number);
  }

  insert(_request: InsertRequest): Promise<object[]> {
    return Promise.resolve([]);
  }

  updateRows(): Promise<number> {
    return Promise.resolve(this.number);
  }

  raw(): Promise<unknown[]> {
    return Promise.resolve([]);
  }

  change(): Promise<number> {
    return Promise.resolve(this.number);
  }

  explainRaw(): Promise<Explanation> {
    return Promise.resolve({ root: { operation: 'nothing', children: [], detail: {} }, text: 'nothing' });
  }

  define(): Promise<void> {
    return Promise.resolve();
  }

  sql(query: QueryState): Promise<CompiledSql> {
    this.queries.push(query);
    return Promise.resolve({ sql: '', parameters: [] });
  }

  explain(query: QueryState): Promise<Explanation> {
    this.queries.push(query);
    return Promise.resolve({ root: { operation: 'nothing', children: [], detail: {} }, text: 'nothing' });
  }

  transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T> {
    return work(this);
  }
}
