// The error of a lookup that a column of this kind does not have.
import { nearest } from '../util/nearest.js';
import { QueryError } from './query-error.js';

/** How much of a lookup is repeated: it may come from a request. */
const longestLookup = 60;

/** What was asked of what. */
export interface UnknownLookupFacts {
  /** `Entity.property`. */
  readonly label: string;
  /** The kind of the column. */
  readonly kind: string;
  readonly lookup: string;
  readonly known: readonly string[];
}

/** A lookup such as `icontains` on a number. */
export class UnknownLookupError extends QueryError {
  static override readonly code = 'OXY-Q003';
  readonly label: string;
  readonly kind: string;
  readonly lookup: string;
  readonly known: readonly string[];

  constructor({ label, kind, lookup: asked, known }: UnknownLookupFacts) {
    const lookup = asked.slice(0, longestLookup);
    const similar = nearest(lookup, known);
    super({
      fact: `${label} (${kind}) has no lookup "${lookup}".`,
      remedy: similar === undefined ? `Use one of ${known.join(', ')}.` : `Did you mean "${similar}"?`,
    });
    this.label = label;
    this.kind = kind;
    this.lookup = lookup;
    this.known = known;
  }
}
