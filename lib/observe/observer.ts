// Gives the events of one data source to its listeners, its logger and the diagnostics channel `oxyde:query`.
import { channel } from 'node:diagnostics_channel';
import type { Logger } from './logger.js';
import type { QueryEvent, QueryListener } from './query-event.js';

/** Subscribers get a `QueryEvent` per statement. */
const queryChannel = channel('oxyde:query');

export interface ObserverOptions {
  /** The name of the data source. */
  readonly dataSource: string;
  readonly logger?: Logger | undefined;
  /** Statements that take longer, in milliseconds, are logged as warnings. */
  readonly slowQueryThreshold?: number | undefined;
  /** Events carry the values of parameters: for development, they may be secrets. */
  readonly logParameters?: boolean | undefined;
}

/** What the funnel knows of a statement that has ended. */
export interface Finished {
  readonly entity: string | undefined;
  readonly operation: string;
  readonly shapeKey: string;
  /** As `performance.now()` gave it before the statement. */
  readonly startedAt: number;
  readonly rows: number;
  readonly error?: unknown;
  readonly parameters: readonly unknown[];
}

export class Observer {
  readonly #options: ObserverOptions;
  readonly #listeners = new Set<QueryListener>();

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** Whether anybody listens: when not, the funnel does not even look at the clock. */
  get isActive(): boolean {
    return this.#listeners.size > 0 || queryChannel.hasSubscribers || this.#isWatchingSlowness;
  }

  /** Adds a listener; gives the function that removes it. */
  listen(listener: QueryListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  report(finished: Finished): void {
    const event = this.#eventOf(finished);
    for (const listener of this.#listeners) this.#attempt(listener, event);
    // Node.js itself keeps the failures of subscribers apart.
    if (queryChannel.hasSubscribers) queryChannel.publish(event);
    if (this.#isWatchingSlowness) this.#warnIfSlow(event);
  }

  get #isWatchingSlowness(): boolean {
    return this.#options.logger !== undefined && this.#options.slowQueryThreshold !== undefined;
  }

  #eventOf({ startedAt, error, parameters, ...facts }: Finished): QueryEvent {
    const durationMs = performance.now() - startedAt;
    return {
      dataSource: this.#options.dataSource,
      ...facts,
      durationMs,
      ...(error === undefined ? {} : { error }),
      ...(this.#options.logParameters ? { parameters } : {}),
    };
  }

  #attempt(listener: QueryListener, event: QueryEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#options.logger?.error(`A query listener failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #warnIfSlow({ entity, operation, durationMs, rows, shapeKey }: QueryEvent): void {
    const { logger, slowQueryThreshold = 0, dataSource } = this.#options;
    if (durationMs < slowQueryThreshold) return;
    const subject = entity === undefined ? operation : `${operation} ${entity}`;
    logger?.warn(`Slow query on "${dataSource}": ${subject} took ${durationMs.toFixed(1)} ms, ${rows} rows. Shape: ${shapeKey}`);
  }
}
