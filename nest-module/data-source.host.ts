// Holds one data source of an app: opens it at start, with retries, and closes it at shutdown.
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityClass } from '../lib/index.js';
import type { OxydeAsyncResult } from './oxyde.options.js';
import { isWorthRetrying, retried } from './retry.js';

const defaults = { retryAttempts: 9, retryDelay: 3_000, closeTimeout: 10_000 };

export class DataSourceHost implements OnApplicationShutdown {
  /** Why the data source did not open. */
  failure: unknown;
  #dataSource: DataSource | undefined;
  #closeTimeout = defaults.closeTimeout;

  constructor(readonly name: string) {}

  /** Opens the data source with the entities that the app's modules bring. */
  async open(options: OxydeAsyncResult, entities: readonly EntityClass[]): Promise<DataSource> {
    try {
      return (this.#dataSource = await this.#open(options, entities));
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  /** Runs after the app's servers have answered the requests that they had taken. */
  async onApplicationShutdown(): Promise<void> {
    const dataSource = this.#dataSource;
    this.#dataSource = undefined;
    await dataSource?.close({ timeout: this.#closeTimeout });
  }

  #open(options: OxydeAsyncResult, entities: readonly EntityClass[]): Promise<DataSource> {
    const { autoLoadEntities: _auto, retryAttempts, retryDelay, toRetry, closeTimeout, ...rest } = options;
    this.#closeTimeout = closeTimeout ?? defaults.closeTimeout;
    const logger = new Logger(this.name === 'default' ? 'Oxyde' : `Oxyde:${this.name}`);
    return retried(() => DataSource.open({ logger, ...rest, name: this.name, entities }), {
      attempts: retryAttempts ?? defaults.retryAttempts,
      delay: retryDelay ?? defaults.retryDelay,
      isWorthRetrying: toRetry ?? isWorthRetrying,
      report: (message) => logger.warn(message),
      subject: `the data source "${this.name}"`,
    });
  }
}
