// The funnel: every statement of a data source, from whatever executor, is planned, encoded, run, read, hydrated and reported here.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import type { Observer } from '../observe/observer.js';
import type { Plan, PlannedQuery, PlanRows } from '../plan/plan.js';
import type { Planner } from '../plan/planner.js';
import { type Affected, readAffected, readFacts } from '../wire/facts-reader.js';
import { readFrame } from '../wire/frame-reader.js';
import { mode } from '../wire/tags.js';
import { RawRows } from './raw-rows.js';
import { readingError } from './failure-error.js';
import type { Link } from './link.js';
import { profileOf, type ServerProfile } from './server-profile.js';

/** Where statements run: the handle of the data source or of a transaction. */
export type Handle = number;

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
  async run({ plan, values }: PlannedQuery, executor: Handle): Promise<unknown[]> {
    if (plan.batches.length === 0) return (await this.#rows(plan, values, executor, 1)).rows;
    return (await this.#runPlan(plan, values, executor)).rows;
  }

  /** Runs a user's own SQL; its rows are plain objects, or instances of the entity. */
  async runRaw({ plan, values }: PlannedQuery, executor: Handle, entity?: EntityMetadata): Promise<unknown[]> {
    return (await this.#rows(plan, values, executor, 1, entity)).rows;
  }

  /** Forgets what belongs to a plan that the cache gave up. */
  evict(planId: number): void {
    this.#rawRows.forget(planId);
    this.link.evict(planId);
  }

  /** Runs an insert of several rows that gives them back. */
  async runRows({ plan, values }: PlannedQuery, executor: Handle, rows: number): Promise<unknown[]> {
    return (await this.#rows(plan, values, executor, rows)).rows;
  }

  /** Runs a statement that changes rows. */
  async change({ plan, values }: PlannedQuery, executor: Handle, rows = 1): Promise<Affected> {
    const startedAt = this.#start();
    try {
      const affected = readAffected(this.link.payloadOf(await this.link.run(executor, plan, values, mode.affected, rows), plan.entity));
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

  async #runPlan(plan: Plan, values: readonly unknown[], executor: Handle): Promise<PlanRows> {
    const result = await this.#rows(plan, values, executor, 1);
    if (plan.batches.length === 0 || result.rows.length === 0) return result;
    const run = (child: Plan, childValues: readonly unknown[]): Promise<PlanRows> => this.#runPlan(child, childValues, executor);
    await Promise.all(plan.batches.map((batch) => batch.load(result.rows as object[], values, run)));
    return result;
  }

  async #rows(plan: Plan, values: readonly unknown[], executor: Handle, rows: number, entity?: EntityMetadata): Promise<PlanRows> {
    const startedAt = this.#start();
    try {
      const payload = this.link.payloadOf(await this.link.run(executor, plan, values, mode.rows, rows), plan.entity);
      const result = this.#read(plan, payload, entity);
      this.#report(startedAt, plan, values, result.rows.length);
      return result;
    } catch (error) {
      this.#report(startedAt, plan, values, 0, error);
      throw error;
    }
  }

  #read(plan: Plan, payload: Uint8Array, entity: EntityMetadata | undefined): PlanRows {
    try {
      const frame = readFrame(payload, plan.outputs?.length);
      const { columns } = frame;
      return { rows: plan.hydrate?.(columns, frame.rowCount) ?? this.#rawRows.hydrate(plan.id, frame, entity), columns };
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
