// The options of a data source that concern its database: address, pool, deadlines, TLS.
import { encodeStatement } from '../wire/statement-encoder.js';
import type { MessageWriter } from '../wire/message-writer.js';

/** Times are milliseconds. */
export interface ConnectionOptions {
  /** `postgres://`, `postgresql://`, `mysql://`, `mariadb://`, `sqlite:path` or `sqlite::memory:`. */
  readonly url: string;
  readonly pool?: PoolOptions | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly sqlite?: SqliteOptions | undefined;
  /** DNS, TCP, TLS and log-in together; 10,000 by default. */
  readonly connectTimeout?: number | undefined;
  /** The deadline of a statement; 30,000 by default, 0 = none. */
  readonly statementTimeout?: number | undefined;
  /** Shown by the server beside the connection. */
  readonly applicationName?: string | undefined;
  /** What stands in front of the server; `transaction` = a pooler that gives connections to transactions, such as PgBouncer. */
  readonly pooler?: 'none' | 'transaction' | undefined;
  /** Prepared statements kept per connection; 256 by default. */
  readonly statementCacheSize?: number | undefined;
  /** The most bytes of one result, 256 MiB by default; more is an error. */
  readonly maxResultBytes?: number | undefined;
  /**
   * The IANA name of the time zone by whose clock instants have dates, parts and units in queries, such as `Europe/Berlin`; `UTC` by
   * default. MySQL and MariaDB need their tables of time zones for it.
   */
  readonly timeZone?: string | undefined;
}

export interface PoolOptions {
  /** The most connections; 10 by default. */
  readonly max?: number | undefined;
  readonly min?: number | undefined;
  readonly acquireTimeout?: number | undefined;
  readonly idleTimeout?: number | undefined;
  readonly maxLifetime?: number | undefined;
  /** Callers that may wait for a connection; more fail at once. */
  readonly maxQueue?: number | undefined;
  /** Ask a connection that was idle whether it lives before it is used. */
  readonly testBeforeAcquire?: boolean | undefined;
}

/** Without a mode: `verify-full`, except on loopback addresses and sockets, where it is `disable`. */
export interface TlsOptions {
  readonly mode?: 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full' | undefined;
  /** Paths of PEM files. */
  readonly rootCertificate?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
}

export interface SqliteOptions {
  readonly journalMode?: 'wal' | 'delete' | 'truncate' | 'memory' | undefined;
  readonly synchronous?: 'off' | 'normal' | 'full' | 'extra' | undefined;
  readonly busyTimeout?: number | undefined;
  /** KiB when negative, pages when positive. */
  readonly cacheSize?: number | undefined;
  readonly createIfMissing?: boolean | undefined;
  readonly readers?: number | undefined;
  /** How long a read may hold the event loop before it goes to a reader thread, in microseconds. */
  readonly inlineBudget?: number | undefined;
}

/** The options as the addon takes them. */
export function encodeOptions(writer: MessageWriter, options: ConnectionOptions): Uint8Array {
  const {
    url,
    pool,
    tls,
    sqlite,
    connectTimeout,
    statementTimeout,
    applicationName,
    pooler,
    statementCacheSize,
    maxResultBytes,
    timeZone,
  } = options;
  const isTransactionPooled = pooler === 'transaction';
  const known = { url, pool, tls, sqlite, connectTimeout, statementTimeout, applicationName, statementCacheSize, maxResultBytes };
  return encodeStatement(writer, { ...known, isTransactionPooled, timeZone: timeZone === 'UTC' ? undefined : timeZone });
}
