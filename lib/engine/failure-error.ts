// Makes the errors of the tree out of what went wrong below: failures that the addon reports, answers that cannot be read.
import { fromNative } from '../error/from-native.js';
import { MalformedAnswer } from '../wire/malformed-answer.js';
import type { NativeFailure } from '../wire/failure-reader.js';

/** The error of a failure that the addon reported. */
export function failureError(failure: NativeFailure, entity?: string): Error {
  return fromNative(failure, { entity });
}

/** The error of an answer that could not be read; what was no failure of reading stays as it is. */
export function readingError(error: unknown, entity: string | undefined): unknown {
  if (error instanceof MalformedAnswer) return failureError(failureOf('internal', error.message));
  // JSON.parse puts a piece of the value into its message, so that error is not passed on.
  if (error instanceof SyntaxError) return failureError(failureOf('decodeFailed', 'a row holds a text that is not JSON'), entity);
  if (error instanceof RangeError)
    return failureError(failureOf('decodeFailed', `a row holds a value that does not fit: ${error.message}`), entity);
  return error;
}

function failureOf(kind: NativeFailure['kind'], message: string): NativeFailure {
  return { kind, message, code: undefined, table: undefined, column: undefined, constraint: undefined, isRetrySafe: false };
}
