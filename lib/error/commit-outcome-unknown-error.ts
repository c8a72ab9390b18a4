// The error of a COMMIT whose answer was lost.
import { DatabaseError, type FailureContext, type NativeFacts } from './database-error.js';

/** A COMMIT whose answer was lost. */
export class CommitOutcomeUnknownError extends DatabaseError {
  static override readonly code = 'OXY-T003';
  protected static override readonly fact = 'The answer to COMMIT was lost, and it may have been done or not';
  protected static override readonly remedy = 'Look whether the changes are there before doing them again.';

  constructor(facts: NativeFacts = { message: '' }, context?: FailureContext) {
    super(facts, context);
  }
}
