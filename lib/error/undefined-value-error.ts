// The error of `undefined` where a value is needed.
import { QueryError } from './query-error.js';

/** `undefined` in a filter, a key or an option: it would silently match everything or nothing. */
export class UndefinedValueError extends QueryError {
  static override readonly code = 'OXY-Q002';
  /** Where it was, such as `Post.title`. */
  readonly path: string;

  constructor({ path }: { readonly path: string }) {
    super({
      fact: `The value of ${path} is undefined.`,
      remedy: 'Leave the key out when there is nothing to ask for, or use null for IS NULL.',
    });
    this.path = path;
  }
}
