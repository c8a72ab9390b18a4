// Whether the same transaction, run again from its start, may succeed.
import { DatabaseError } from './database-error.js';

/** True for conflicts with other transactions: serialization failures, deadlocks, lock timeouts, a busy database. */
export function isWorthRetrying(error: unknown): boolean {
  return error instanceof DatabaseError && error.retryable;
}
