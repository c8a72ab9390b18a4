// Errors of statements that stood in the way of others.
import { DatabaseError } from './database-error.js';

/** Concurrent transactions whose changes cannot be put in an order. */
export class SerializationError extends DatabaseError {
  static override readonly code = 'OXY-D010';
  protected static override readonly fact = 'The transaction conflicts with a concurrent one';
  protected static override readonly remedy = 'Run the whole transaction again; `retries` does so.';
  protected static override readonly retryable = true;
}

/** Transactions that waited for each other; this one was ended. */
export class DeadlockError extends DatabaseError {
  static override readonly code = 'OXY-D011';
  protected static override readonly fact = 'The transaction and another waited for each other';
  protected static override readonly remedy =
    'Run the whole transaction again (`retries` does so), and change rows in the same order everywhere.';
  protected static override readonly retryable = true;
}

/** A lock that was not to be had in time. */
export class LockTimeoutError extends DatabaseError {
  static override readonly code = 'OXY-D012';
  protected static override readonly fact = 'A lock was held by another for too long';
  protected static override readonly remedy = 'Run the work again (`retries` does so), or keep transactions shorter.';
  protected static override readonly retryable = true;
}

/** A database that another process or connection is writing to. */
export class BusyError extends DatabaseError {
  static override readonly code = 'OXY-D013';
  protected static override readonly fact = 'The database is busy with the writes of another';
  protected static override readonly remedy = 'Run the work again, keep transactions short, or raise the busy timeout.';
  protected static override readonly retryable = true;
}
