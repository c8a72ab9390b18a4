// The error of a key that the entity does not have.
import { nearest } from '../util/nearest.js';
import { QueryError } from './query-error.js';

/** How much of a key is repeated: it may come from a request. */
const longestKey = 60;

/** A property, relation or option that does not exist. */
export class UnknownKeyError extends QueryError {
  static override readonly code = 'OXY-Q001';
  /** The entity, or whatever else the key was looked for in. */
  readonly entity: string;
  readonly key: string;
  readonly known: readonly string[];

  constructor({ entity, key, known }: { readonly entity: string; readonly key: unknown; readonly known: readonly string[] }) {
    // Whatever a caller gives where names stand.
    const shown = typeof key === 'string' ? key.slice(0, longestKey) : String(key === null ? key : typeof key);
    super({ fact: `${entity} has no "${shown}".`, remedy: remedyFor(shown, known) });
    this.entity = entity;
    this.key = shown;
    this.known = known;
  }
}

function remedyFor(key: string, known: readonly string[]): string {
  const similar = nearest(key, known);
  if (similar !== undefined) return `Did you mean "${similar}"?`;
  return known.length === 0 ? 'Leave it out.' : `Use one of ${known.join(', ')}.`;
}
