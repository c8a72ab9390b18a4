// The error of an instance whose row is not what it was when the instance was read.
import { OxydeError } from './oxyde-error.js';

/** The row was changed or deleted since the instance was read: its version is another, or it is gone. Nothing was written. */
export class StaleEntityError extends OxydeError {
  static override readonly code = 'OXY-R004';
  readonly entity: string;

  constructor({ entity }: { readonly entity: string }) {
    super({
      fact: `The row of this ${entity} was changed or deleted since it was read; nothing was written.`,
      remedy: 'Read it again (refresh), repeat the change on what is there now, and save.',
    });
    this.entity = entity;
  }
}
