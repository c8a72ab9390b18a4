// Makes the error of a failure that the addon reported.
import { fromNative } from '../error/from-native.js';
import type { NativeFailure } from '../wire/failure-reader.js';

export function failureError(failure: NativeFailure): Error {
  return fromNative(failure);
}
