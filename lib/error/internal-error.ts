// The error of a fault in Oxyde itself.
import { OxydeError, type ErrorOrigin } from './oxyde-error.js';

/** Something that cannot happen did. */
export class InternalError extends OxydeError {
  static override readonly code = 'OXY-N002';

  constructor(fact: string | { readonly fact: string }, origin?: ErrorOrigin) {
    const text = typeof fact === 'string' ? fact : fact.fact;
    super({ fact: `Internal error: ${text.replace(/\.$/, '')}.`, remedy: 'Please report it with this message and its stack.' }, origin);
  }
}
