// Errors of statements that the database does not accept or did not finish.
import { DatabaseError } from './database-error.js';

/** SQL that the database cannot understand. */
export class InvalidStatementError extends DatabaseError {
  static override readonly code = 'OXY-D020';
  protected static override readonly fact = 'The database cannot understand the statement';
  protected static override readonly remedy = 'Correct the SQL; if it is none of yours, please report it.';
}

/** A table that does not exist. */
export class UndefinedTableError extends DatabaseError {
  static override readonly code = 'OXY-D021';
  protected static override readonly fact = 'The table does not exist';
  protected static override readonly remedy = 'Create the table, or correct `table` and `schema` of the entity.';
}

/** A column that does not exist. */
export class UndefinedColumnError extends DatabaseError {
  static override readonly code = 'OXY-D022';
  protected static override readonly fact = 'The column does not exist';
  protected static override readonly remedy = 'Add the column to the table, or correct `column` of the property.';
}

/** A table to be created that exists already. */
export class DuplicateTableError extends DatabaseError {
  static override readonly code = 'OXY-D023';
  protected static override readonly fact = 'The table exists already';
  protected static override readonly remedy = 'Drop it first, or give the entity another `table`.';
}

/** A right that the user of the connection does not have. */
export class PermissionError extends DatabaseError {
  static override readonly code = 'OXY-D024';
  protected static override readonly fact = 'The user of the connection has no right to do this';
  protected static override readonly remedy = 'Grant the right, or connect as another user.';
}

/** A write where only reads are allowed. */
export class ReadOnlyError extends DatabaseError {
  static override readonly code = 'OXY-D025';
  protected static override readonly fact = 'Only reads are allowed here';
  protected static override readonly remedy = 'Write outside of read-only transactions and to a primary server.';
}

/** No space is left for the database. */
export class DiskFullError extends DatabaseError {
  static override readonly code = 'OXY-D026';
  protected static override readonly fact = 'The database has no space left';
  protected static override readonly remedy = 'Free or add disk space.';
}

/** A statement that ran longer than it may. */
export class StatementTimeoutError extends DatabaseError {
  static override readonly code = 'OXY-D027';
  protected static override readonly fact = 'The statement took longer than it may';
  protected static override readonly remedy = 'Make the statement faster (explain shows its plan), or raise the timeout.';
}

/** A statement that was cancelled. */
export class CancelledError extends DatabaseError {
  static override readonly code = 'OXY-D028';
  protected static override readonly fact = 'The statement was cancelled';
  protected static override readonly remedy = 'Run it again if its result is still needed.';
}
