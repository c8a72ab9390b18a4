// The error of clauses that cannot be had together.
import { QueryError } from './query-error.js';

/** A query whose clauses contradict each other. */
export class InvalidQueryError extends QueryError {
  static override readonly code = 'OXY-Q007';
}
