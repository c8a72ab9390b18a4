// Errors of constraints that the database holds.
import { DatabaseError } from './database-error.js';

/** Two rows cannot share a value that must be unique. */
export class UniqueViolationError extends DatabaseError {
  static override readonly code = 'OXY-D001';
  protected static override readonly fact = 'A row with the same unique values exists already';
  protected static override readonly remedy = 'Use other values, or change the existing row.';
}

/** A key that points to no row, or a row that others point to. */
export class ForeignKeyViolationError extends DatabaseError {
  static override readonly code = 'OXY-D002';
  protected static override readonly fact = 'A foreign key does not hold';
  protected static override readonly remedy = 'Write the row that is pointed to first, or remove those that point to it.';
}

/** NULL in a column that cannot hold it. */
export class NotNullViolationError extends DatabaseError {
  static override readonly code = 'OXY-D003';
  protected static override readonly fact = 'A column that cannot be NULL was given no value';
  protected static override readonly remedy = 'Give the column a value, or a default.';
}

/** A value that a check or exclusion constraint forbids. */
export class CheckViolationError extends DatabaseError {
  static override readonly code = 'OXY-D004';
  protected static override readonly fact = 'A check constraint does not hold';
  protected static override readonly remedy = 'Give values that fulfil the constraint.';
}
