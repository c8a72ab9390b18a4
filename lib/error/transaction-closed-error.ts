// The error of a statement of a transaction that has ended.
import { DatabaseError, type FailureContext, type NativeFacts } from './database-error.js';

/** A statement of a transaction that has ended. */
export class TransactionClosedError extends DatabaseError {
  static override readonly code = 'OXY-T001';
  protected static override readonly fact = 'The transaction has ended';
  protected static override readonly remedy = 'Await everything inside of the transaction before its function returns.';

  constructor(facts: NativeFacts = { message: '' }, context?: FailureContext) {
    super(facts, context);
  }
}
