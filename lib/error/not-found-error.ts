// The error of a row that must be there and is not.
import { OxydeError } from './oxyde-error.js';

/** `get` found no row. */
export class NotFoundError extends OxydeError {
  static override readonly code = 'OXY-R001';
  readonly entity: string;

  constructor({ entity }: { readonly entity: string }) {
    super({ fact: `No ${entity} was found.`, remedy: 'Use getOrNull() or first() where there may be none.' });
    this.entity = entity;
  }
}
