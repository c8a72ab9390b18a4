// One database behind its options: the engine with its link, planner and observer, and what concerns all of it.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { Bridge } from '../native/bridge.js';
import type { Logger } from '../observe/logger.js';
import { Observer } from '../observe/observer.js';
import { Planner } from '../plan/planner.js';
import type { Executor } from '../query/executor.js';
import { mode } from '../wire/tags.js';
import type { ConnectionOptions } from './connection-options.js';
import { Engine } from './engine.js';
import { Link } from './link.js';
import type { ServerProfile } from './server-profile.js';
import { createStatements, dropStatements } from './table-statements.js';

export interface DatabaseOptions extends ConnectionOptions {
  /** Told apart in messages and events; `default` by default. */
  readonly name?: string | undefined;
  readonly logger?: Logger | undefined;
  /** Statements that take longer, in milliseconds, are logged as warnings. */
  readonly slowQueryThreshold?: number | undefined;
  /** Query events carry the values of parameters: for development, they may be secrets. */
  readonly logParameters?: boolean | undefined;
  /** Shapes of queries kept ready; 1,000 by default. */
  readonly planCacheSize?: number | undefined;
}

/** Counts at one moment. */
export interface DatabaseStatistics {
  /** Connections. */
  readonly pool: { readonly size: number; readonly idle: number; readonly waiting: number; readonly max: number };
  /** Statements that the addon keeps. */
  readonly plans: number;
}

/** How long running statements may take when nothing else was said. */
const closeTimeout = 10_000;

export class Database {
  readonly engine: Engine;

  /** Nothing is connected yet. */
  constructor(options: DatabaseOptions) {
    const { name = 'default', logger, slowQueryThreshold, logParameters, planCacheSize = 1_000 } = options;
    const link = new Link(Bridge.shared(), options);
    const planner = new Planner({ planCacheSize, onEvict: (planId) => this.engine.evict(planId) });
    const observer = new Observer({ dataSource: name, logger, slowQueryThreshold, logParameters });
    this.engine = new Engine({ planner, link, observer });
  }

  /** Opens the first connection. */
  async connect(): Promise<ServerProfile> {
    return await this.engine.profile();
  }

  /** Creates the tables that do not exist; it changes none that do. */
  async createTables(executor: Executor, entities: readonly EntityMetadata[]): Promise<void> {
    await executor.define(createStatements(entities, await this.engine.profile()));
  }

  /** Drops the tables with all that is in them. */
  async dropTables(executor: Executor, entities: readonly EntityMetadata[]): Promise<void> {
    await executor.define(dropStatements(entities));
  }

  async statistics(): Promise<DatabaseStatistics> {
    const facts = await this.engine.link.facts(mode.statistics);
    const count = (name: string): number => Number(facts.get(name) ?? 0);
    const pool = { size: count('size'), idle: count('idle'), waiting: count('waiting'), max: count('max') };
    return { pool, plans: count('plans') };
  }

  /** Takes no more statements, lets running ones end for `timeout` milliseconds, then closes the connections. */
  async close({ timeout = closeTimeout }: { readonly timeout?: number | undefined } = {}): Promise<void> {
    const { link } = this.engine;
    try {
      link.payloadOf(await link.control(link.handle, mode.close, 0, [timeout]));
    } finally {
      link.release();
    }
  }
}
