// The error of a statement of a transaction that failed before.
import { DatabaseError, type FailureContext, type NativeFacts } from './database-error.js';

/** A statement of a transaction that failed before. */
export class TransactionRolledBackError extends DatabaseError {
  static override readonly code = 'OXY-T002';
  protected static override readonly fact = 'The transaction cannot go on, because a statement of it failed';
  protected static override readonly remedy = 'Let the error of that statement end the transaction, or run it in a nested transaction.';

  constructor(facts: NativeFacts = { message: '' }, context?: FailureContext) {
    super(facts, context);
  }
}
