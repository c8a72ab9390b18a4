// The error of something that the database at hand cannot do.
import { QueryError } from './query-error.js';

/** The dialect or the server cannot do what was asked. */
export class UnsupportedError extends QueryError {
  static override readonly code = 'OXY-Q006';
}
