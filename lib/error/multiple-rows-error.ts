// The error of several rows where one is expected.
import { OxydeError } from './oxyde-error.js';

/** `get` found more than one row. */
export class MultipleRowsError extends OxydeError {
  static override readonly code = 'OXY-R002';
  readonly entity: string;

  constructor({ entity }: { readonly entity: string }) {
    super({ fact: `More than one ${entity} was found.`, remedy: 'Filter by a unique column, or use first() with an order.' });
    this.entity = entity;
  }
}
