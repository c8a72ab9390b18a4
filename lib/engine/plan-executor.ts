// What the pool and a transaction have in common as executors: everything but where they run and what a transaction is for them.
import type { CompiledSql, Executor, InsertRequest, KeyedRows, RawRequest, UpdateRowsRequest } from '../query/executor.js';
import type { Explanation } from '../query/explanation.js';
import type { QueryState, RunOptions } from '../query/query-state.js';
import type { StatementNode } from '../node/statement-node.js';
import type { PlannedQuery } from '../plan/plan.js';
import { inFlight } from '../util/in-flight.js';
import { chunked, mostRowsOfUpdate, partsUnderWay } from './chunks.js';
import type { Engine, Handle } from './engine.js';
import { readExplanation } from './explain/read-explanation.js';
import { insertRows } from './insert.js';
import type { ResultStream } from './result-stream.js';
import { updateReturning } from './update-returning.js';
import { definitionPlan, explainPlan } from './unplanned.js';

export abstract class PlanExecutor implements Executor {
  protected constructor(readonly engine: Engine) {}

  /** Where statements run. */
  protected abstract readonly handle: Handle;

  /** Asked before each statement: throws when none may run any more, gives a promise when this one has to wait for its turn. */
  protected abstract admit(): Promise<void> | undefined;

  abstract transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T>;

  // PERF: a read that need not wait goes on without an async function of its own.
  rows(query: QueryState): Promise<unknown[]> {
    try {
      const turn = this.admit();
      if (turn) return turn.then(() => this.rows(query));
      if (query.operation.kind === 'update') return this.#updated(query);
      return this.engine.run(this.engine.planner.plan(query), this.handle, query.run);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async keyed(query: QueryState): Promise<KeyedRows> {
    const turn = this.admit();
    if (turn) await turn;
    const planned = this.engine.planner.plan(query);
    return await this.engine.runKeyed(planned, this.handle, query.keys?.length ?? 0, query.run);
  }

  stream(query: QueryState): AsyncIterable<unknown[]> {
    const start = (): ResultStream => {
      const stream = this.engine.stream(this.engine.planner.plan(query), this.handle, query.run ?? {}, () => this.admit());
      this.began(stream);
      return stream;
    };
    return { [Symbol.asyncIterator]: start };
  }

  /** Told of each stream that is about to be read. */
  protected abstract began(stream: ResultStream): void;

  async amount(query: QueryState): Promise<number> {
    const turn = this.admit();
    if (turn) await turn;
    const planned = this.engine.planner.plan(query);
    if (planned.plan.mode === 'affected') return (await this.engine.change(planned, this.handle, 1, query.run)).count;
    const rows = await this.engine.run(planned, this.handle, query.run);
    return query.operation.kind === 'exists' ? rows.length : Number(rows[0] ?? 0);
  }

  async insert(request: InsertRequest): Promise<object[]> {
    const turn = this.admit();
    if (turn) await turn;
    const place = {
      engine: this.engine,
      handle: this.handle,
      inSamePlace: <T>(work: (executor: Executor) => Promise<T>) => work(this),
      inTransaction: <T>(work: (executor: Executor) => Promise<T>) => this.transaction(work),
    };
    return await insertRows(place, request);
  }

  async updateRows(request: UpdateRowsRequest): Promise<number> {
    const turn = this.admit();
    if (turn) await turn;
    const { maxParameters } = await this.engine.profile();
    const more = request.own.flatMap(({ expression }) => expression.values).length;
    const columns = request.keys.length + request.properties.length + more;
    const chunks = chunked(request.rows, { columns, maxParameters, mostRows: mostRowsOfUpdate });
    if (chunks.length > 1) return await this.transaction((executor) => updateChunks(executor, request, chunks));
    const planned = this.engine.planner.planUpdateRows(request);
    return (await this.engine.change(planned, this.handle, request.rows.length)).count;
  }

  async raw(request: RawRequest): Promise<unknown[]> {
    const turn = this.admit();
    if (turn) await turn;
    return await this.engine.runRaw(this.engine.planner.planRaw(request), this.handle, request);
  }

  async change(request: RawRequest): Promise<number> {
    const turn = this.admit();
    if (turn) await turn;
    return (await this.engine.change(this.engine.planner.planRaw(request), this.handle)).count;
  }

  async define(statements: readonly StatementNode[]): Promise<void> {
    for (const statement of statements) {
      const turn = this.admit();
      if (turn) await turn;
      await this.#once((id) => this.engine.change({ plan: definitionPlan(id, statement), values: [] }, this.handle));
    }
  }

  async sql(query: QueryState): Promise<CompiledSql> {
    const planned = this.engine.planner.plan(query);
    return { sql: await this.engine.sql(planned), parameters: planned.values.slice(0, planned.plan.parameters.length) };
  }

  async explain(query: QueryState, options: { readonly analyze?: boolean } = {}): Promise<Explanation> {
    const turn = this.admit();
    if (turn) await turn;
    return await this.#explained(this.engine.planner.plan(query), options, query.run);
  }

  async explainRaw(request: RawRequest): Promise<Explanation> {
    const turn = this.admit();
    if (turn) await turn;
    return await this.#explained(this.engine.planner.planRaw(request), {});
  }

  async #explained({ plan, values }: PlannedQuery, options: { readonly analyze?: boolean }, run?: RunOptions): Promise<Explanation> {
    const rows = await this.#once((id) => this.engine.run({ plan: explainPlan(id, plan, options), values }, this.handle, run));
    return readExplanation(await this.engine.profile(), plan.statement, rows as unknown[][]);
  }

  /** Runs a plan that is not kept, under a number of its own. */
  async #once<T>(run: (planId: number) => Promise<T>): Promise<T> {
    const id = this.engine.link.freshPlanId();
    try {
      return await run(id);
    } finally {
      this.engine.evict(id);
    }
  }

  async #updated(query: QueryState): Promise<unknown[]> {
    const { hasUpdateReturning } = await this.engine.profile();
    if (!hasUpdateReturning) return await this.transaction((executor) => updateReturning(executor, query));
    return await this.engine.run(this.engine.planner.plan(query), this.handle, query.run);
  }
}

async function updateChunks(executor: Executor, request: UpdateRowsRequest, chunks: readonly UpdateRowsRequest['rows'][]): Promise<number> {
  const counts = await inFlight(chunks, partsUnderWay, (rows) => executor.updateRows({ ...request, rows }));
  return counts.reduce((sum, count) => sum + count, 0);
}
