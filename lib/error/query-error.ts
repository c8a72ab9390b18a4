// The family of errors in what a caller asked: nothing reached the database.
import { OxydeError } from './oxyde-error.js';

/** A query or a write that cannot be run as it was written. */
export abstract class QueryError extends OxydeError {}
