// The funnel: every planned statement of a data source, from whatever executor, is sent, read, hydrated and reported here, then its batches.
import { type DescribedTarget, entityTarget, recordTarget } from '../hydrate/described-rows.js';
import type { Observer } from '../observe/observer.js';
import type { Plan, PlannedQuery, PlanRows } from '../plan/plan.js';
import type { Planner } from '../plan/planner.js';
import type { RawRequest } from '../query/executor.js';
import type { RunOptions } from '../query/query-state.js';
import { type Affected, readAffected, readFacts } from '../wire/facts-reader.js';
import { readFrame } from '../wire/frame-reader.js';
import { mode } from '../wire/tags.js';
import { RawRows } from './raw-rows.js';
import { readingError } from './reading-error.js';
import type { AnswerStream } from './answer-stream.js';
import type { Link } from './link.js';
import { ResultStream } from './result-stream.js';
import { profileOf, type ServerProfile } from './server-profile.js';

/** Where statements run: the handle of the data source or of a transaction. */
export type Handle = number;

/** Where a plan runs, and what its answer is made into. */
interface Place {
  readonly executor: Handle;
  /** Rows of an insert. */
  readonly count?: number;
  /** What rows of raw SQL are made into. */
  readonly target?: DescribedTarget | undefined;
  /** Whether the kind of a column without values is not known. */
  readonly isLoose?: boolean;
  /** What may end it early. */
  readonly run?: RunOptions;
}

const rowsOf = ({ rows }: PlanRows): unknown[] => rows;
const itself = (result: PlanRows): PlanRows => result;

export class Engine {
  readonly planner: Planner;
  readonly link: Link;
  readonly observer: Observer;
  readonly #rawRows = new RawRows();
  #profile: ServerProfile | undefined;
  #connecting: Promise<ServerProfile> | undefined;

  constructor(parts: { readonly planner: Planner; readonly link: Link; readonly observer: Observer }) {
    this.planner = parts.planner;
    this.link = parts.link;
    this.observer = parts.observer;
  }

  /** What the server is; connects when nothing did before. */
  async profile(): Promise<ServerProfile> {
    if (this.#profile) return this.#profile;
    this.#connecting ??= this.#connect();
    try {
      return await this.#connecting;
    } finally {
      this.#connecting = undefined;
    }
  }

  async #connect(): Promise<ServerProfile> {
    return (this.#profile = profileOf(await this.link.facts(mode.connect)));
  }

  /** Runs a query that gives rows, and loads what it prefetches. */
  run({ plan, values }: PlannedQuery, executor: Handle, run?: RunOptions): Promise<unknown[]> {
    const place = run ? { executor, run } : { executor };
    return plan.batches.length === 0 ? this.#rows(plan, values, place, rowsOf) : this.#runWithBatches(plan, values, place);
  }

  /** Streams a query that gives rows; `admit` is asked before it is sent. What it prefetches is loaded for each batch. */
  stream({ plan, values }: PlannedQuery, executor: Handle, run: RunOptions, admit: () => Promise<void> | undefined): ResultStream {
    let startedAt: number | undefined;
    const place = { executor, run };
    const start = (): AnswerStream => {
      startedAt = this.#start();
      return this.link.stream(executor, plan, values, run);
    };
    return new ResultStream({
      start: () => {
        const turn = admit();
        return turn ? turn.then(start) : start();
      },
      read: (answer) => this.#read(plan, this.link.payloadOf(answer, plan.entity, run), place),
      load: (rows) => (plan.batches.length === 0 || rows.length === 0 ? undefined : this.#loadBatches(plan, rows, values, place)),
      report: (rows, error) => this.#report(startedAt, plan, values, rows, error),
    });
  }

  /** Runs a user's own SQL; its rows are plain objects, or instances of the entity. */
  async runRaw({ plan, values }: PlannedQuery, executor: Handle, { entity, record }: RawRequest): Promise<unknown[]> {
    const target = entity ? entityTarget(entity) : record && recordTarget(record);
    const isLoose = target !== undefined && (await this.profile()).describesByValue;
    return await this.#rows(plan, values, { executor, target, isLoose }, rowsOf);
  }

  /** Runs an insert of several rows that gives them back. */
  runRows({ plan, values }: PlannedQuery, executor: Handle, count: number): Promise<unknown[]> {
    return this.#rows(plan, values, { executor, count }, rowsOf);
  }

  /** Forgets what belongs to a plan that the cache gave up. */
  evict(planId: number): void {
    this.#rawRows.forget(planId);
    this.link.evict(planId);
  }

  /** Runs a statement that changes rows. */
  async change({ plan, values }: PlannedQuery, executor: Handle, rows = 1, run?: RunOptions): Promise<Affected> {
    const startedAt = this.#start();
    try {
      const answer = await this.link.run(executor, plan, values, mode.affected, rows, run);
      const affected = readAffected(this.link.payloadOf(answer, plan.entity, run));
      this.#report(startedAt, plan, values, affected.count);
      return affected;
    } catch (error) {
      this.#report(startedAt, plan, values, 0, error);
      throw error;
    }
  }

  /** The SQL of a planned query, which is not run. */
  async sql({ plan, values }: PlannedQuery): Promise<string> {
    const facts = readFacts(this.link.payloadOf(await this.link.run(this.link.handle, plan, values, mode.sql)));
    return String(facts.get('sql'));
  }

  async #runWithBatches(plan: Plan, values: readonly unknown[], place: Place): Promise<unknown[]> {
    return (await this.#runPlan(plan, values, place)).rows;
  }

  async #runPlan(plan: Plan, values: readonly unknown[], place: Place): Promise<PlanRows> {
    const result = await this.#rows(plan, values, place, itself);
    if (plan.batches.length > 0 && result.rows.length > 0) await this.#loadBatches(plan, result.rows as object[], values, place);
    return result;
  }

  async #loadBatches(plan: Plan, rows: readonly object[], values: readonly unknown[], place: Place): Promise<void> {
    const run = (child: Plan, childValues: readonly unknown[]): Promise<PlanRows> => this.#runPlan(child, childValues, place);
    await Promise.all(plan.batches.map((batch) => batch.load(rows, values, run)));
  }

  // PERF: below the terminal, the only async function of a simple read; each further one costs 0.2 us.
  async #rows<T>(plan: Plan, values: readonly unknown[], place: Place, pick: (result: PlanRows) => T): Promise<T> {
    const startedAt = this.#start();
    try {
      const answer = await this.link.run(place.executor, plan, values, mode.rows, place.count, place.run);
      const result = this.#read(plan, this.link.payloadOf(answer, plan.entity, place.run), place);
      this.#report(startedAt, plan, values, result.rows.length);
      return pick(result);
    } catch (error) {
      this.#report(startedAt, plan, values, 0, error);
      throw error;
    }
  }

  #read(plan: Plan, payload: Uint8Array, place: Place): PlanRows {
    try {
      const frame = readFrame(payload, plan.outputs?.length);
      const { columns } = frame;
      return { rows: plan.hydrate?.(columns, frame.rowCount) ?? this.#rawRows.hydrate(plan.id, frame, place), columns };
    } catch (error) {
      throw readingError(error, plan.entity);
    }
  }

  /** PERF: nobody looks at the clock when nobody listens. */
  #start(): number | undefined {
    return this.observer.isActive ? performance.now() : undefined;
  }

  #report(startedAt: number | undefined, plan: Plan, parameters: readonly unknown[], rows: number, error?: unknown): void {
    if (startedAt === undefined) return;
    const { entity, statement, key } = plan;
    this.observer.report({ entity, operation: statement.kind, shapeKey: key, startedAt, rows, error, parameters });
  }
}
