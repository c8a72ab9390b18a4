// Reads a failure as the addon reports it: facts only, the error itself is made in the room error.
import { MessageReader } from './message-reader.js';
import { errorKinds } from './tags.js';

/** The facts of a failure. */
export interface NativeFailure {
  readonly kind: (typeof errorKinds)[number];
  readonly message: string;
  /** SQLSTATE, MySQL error number or SQLite extended result code. */
  readonly code: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  /** Whether it is known that the statement changed nothing. */
  readonly isRetrySafe: boolean;
}

/** Reads `kind, message, code, table, column, constraint, isRetrySafe`. */
export function readFailure(bytes: Uint8Array): NativeFailure {
  const reader = new MessageReader(bytes);
  return {
    kind: errorKinds[reader.integer()] ?? 'internal',
    message: reader.text(),
    code: reader.optionalText(),
    table: reader.optionalText(),
    column: reader.optionalText(),
    constraint: reader.optionalText(),
    isRetrySafe: reader.boolean(),
  };
}
