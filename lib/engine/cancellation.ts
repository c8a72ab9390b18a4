// What becomes of a statement whose caller gave it up.
import { fromNative } from '../error/from-native.js';
import type { OxydeError } from '../error/oxyde-error.js';

/** The error of a statement whose signal was aborted before it was sent. */
export function neverSent(signal: AbortSignal, entity: string | undefined): OxydeError {
  const facts = { kind: 'cancelled', message: 'its signal was aborted before it was sent', isRetrySafe: true };
  return fromNative(facts, { entity, cause: signal.reason as unknown });
}

/** Calls `cancel` once when the signal is aborted; gives the function that ends the waiting. */
export function onAbort(signal: AbortSignal | undefined, cancel: () => void): () => void {
  signal?.addEventListener('abort', cancel, { once: true });
  return () => signal?.removeEventListener('abort', cancel);
}
