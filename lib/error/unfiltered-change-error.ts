// The error of an update or delete of a whole table that nobody asked for.
import { QueryError } from './query-error.js';

/** An update or delete without a filter. */
export class UnfilteredChangeError extends QueryError {
  static override readonly code = 'OXY-Q004';
  readonly entity: string;
  readonly verb: string;

  constructor({ entity, verb }: { readonly entity: string; readonly verb: string }) {
    super({
      fact: `This ${verb} has no filter and would change every row of ${entity}.`,
      remedy: `Filter the rows, or say that all are meant: unfiltered().${verb}(...).`,
    });
    this.entity = entity;
    this.verb = verb;
  }
}
