// Tries again what failed because a database was not there yet.
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectError, ConnectionLostError, ConnectTimeoutError } from '../lib/index.js';
import { redacted } from './redact.js';

export interface RetryOptions {
  /** Further attempts after the first. */
  readonly attempts: number;
  /** Milliseconds between attempts. */
  readonly delay: number;
  readonly isWorthRetrying: (error: unknown) => boolean;
  readonly report: (message: string) => void;
  /** What is tried, for messages. */
  readonly subject: string;
}

/** Runs `work` until it succeeds, fails for good, or the attempts are used up. */
export async function retried<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt > options.attempts || !options.isWorthRetrying(error)) throw error;
      options.report(messageOf(error, attempt, options));
      await pause(options.delay);
    }
  }
}

/** The codes of a server that is there and has no database of that name: PostgreSQL's, and MySQL's. */
const unknownDatabase = ['3D000', '1049'];

/** Whether time may cure a failure: that of a network or of a server that starts, but not a wrong password, name or option. */
export function isWorthRetrying(error: unknown): boolean {
  const isOfConnection = [ConnectError, ConnectTimeoutError, ConnectionLostError].some((type) => error instanceof type);
  return isOfConnection && !unknownDatabase.includes((error as ConnectError).databaseCode ?? '');
}

function messageOf(error: unknown, attempt: number, { subject, attempts, delay }: RetryOptions): string {
  const reason = redacted(error instanceof Error ? error.message : String(error));
  return `Could not open ${subject}; attempt ${attempt} of ${attempts} follows in ${delay} ms. ${reason}`;
}
