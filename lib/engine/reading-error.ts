// Makes an error of the tree out of an answer that cannot be read.
import { fromNative } from '../error/from-native.js';
import { MalformedAnswer } from '../wire/malformed-answer.js';
import type { NativeFailure } from '../wire/failure-reader.js';

/** The error of an answer that could not be read; what was no failure of reading stays as it is. */
export function readingError(error: unknown, entity: string | undefined): unknown {
  if (error instanceof MalformedAnswer) return fromNative(failureOf('internal', error.message));
  // JSON.parse puts a piece of the value into its message, so that error is not passed on.
  if (error instanceof SyntaxError) return fromNative(failureOf('decodeFailed', 'a row holds a text that is not JSON'), { entity });
  if (error instanceof RangeError)
    return fromNative(failureOf('decodeFailed', `a row holds a value that does not fit: ${error.message}`), { entity });
  return error;
}

function failureOf(kind: NativeFailure['kind'], message: string): NativeFailure {
  return { kind, message, code: undefined, table: undefined, column: undefined, constraint: undefined, isRetrySafe: false };
}
