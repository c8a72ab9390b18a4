// The error of options that a data source cannot be opened with.
import { OxydeError } from './oxyde-error.js';

/** Options of a data source that are unknown, contradictory or out of range. */
export class InvalidOptionsError extends OxydeError {
  static override readonly code = 'OXY-C002';
}
