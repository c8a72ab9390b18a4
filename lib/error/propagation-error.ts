// The error of a transaction that its propagation forbids.
import { OxydeError } from './oxyde-error.js';

/** A propagation such as `mandatory` or `never` that the current context does not fulfil. */
export class PropagationError extends OxydeError {
  static override readonly code = 'OXY-T005';
}
