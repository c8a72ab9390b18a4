// Whether a transaction met a conflict with others, so that it may succeed when it is run again from its start.
import { BusyError, DeadlockError, LockTimeoutError, SerializationError } from './conflict-errors.js';

const conflicts = [SerializationError, DeadlockError, LockTimeoutError, BusyError];

/** True for serialization failures, deadlocks, lock timeouts and a busy database; not for a full pool, which more work would not help. */
export function isWorthRetrying(error: unknown): boolean {
  return conflicts.some((conflict) => error instanceof conflict);
}
