// The error of a transaction that outlived its deadline and was rolled back.
import { DatabaseError, type FailureContext, type NativeFacts } from './database-error.js';

/** A transaction that outlived its deadline and was rolled back. */
export class TransactionTimeoutError extends DatabaseError {
  static override readonly code = 'OXY-T004';
  protected static override readonly fact = 'The transaction took longer than it may and was rolled back';
  protected static override readonly remedy = 'Make it shorter, or raise its timeout.';

  constructor(facts: NativeFacts = { message: '' }, context?: FailureContext) {
    super(facts, context);
  }
}
