// Errors of waiting for a connection of the pool.
import { DatabaseError } from './database-error.js';

/** No connection became free in time. */
export class PoolTimeoutError extends DatabaseError {
  static override readonly code = 'OXY-P001';
  protected static override readonly fact = 'No connection of the pool became free in time';
  protected static override readonly remedy = 'Keep transactions short, or raise the size of the pool or its timeout.';
  protected static override readonly retryable = true;
}

/** Too many callers wait for a connection already. */
export class PoolQueueFullError extends DatabaseError {
  static override readonly code = 'OXY-P002';
  protected static override readonly fact = 'Too many callers wait for a connection of the pool';
  protected static override readonly remedy = 'Send less at once, or raise the size of the pool or of its queue.';
  protected static override readonly retryable = true;
}

/** The data source is closed. */
export class PoolClosedError extends DatabaseError {
  static override readonly code = 'OXY-P003';
  protected static override readonly fact = 'The data source is closed';
  protected static override readonly remedy = 'Run no queries after close(); open a new data source if one is needed.';
}
