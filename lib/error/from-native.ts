// Makes the error of a failure that the addon reported.
import { BusyError, DeadlockError, LockTimeoutError, SerializationError } from './conflict-errors.js';
import { AuthenticationError, ConnectError, ConnectionLostError, ConnectTimeoutError } from './connection-errors.js';
import { CheckViolationError, ForeignKeyViolationError, NotNullViolationError, UniqueViolationError } from './constraint-errors.js';
import { CommitOutcomeUnknownError } from './commit-outcome-unknown-error.js';
import { DatabaseError, type FailureContext, type NativeFacts } from './database-error.js';
import { InternalError } from './internal-error.js';
import { InvalidOptionsError } from './invalid-options-error.js';
import type { OxydeError } from './oxyde-error.js';
import { PoolClosedError, PoolQueueFullError, PoolTimeoutError } from './pool-errors.js';
import {
  CancelledError,
  DiskFullError,
  DuplicateTableError,
  InvalidStatementError,
  PermissionError,
  ReadOnlyError,
  StatementTimeoutError,
  UndefinedColumnError,
  UndefinedTableError,
} from './statement-errors.js';
import { TransactionClosedError } from './transaction-closed-error.js';
import { TransactionRolledBackError } from './transaction-rolled-back-error.js';
import { TransactionTimeoutError } from './transaction-timeout-error.js';
import { UnsupportedError } from './unsupported-error.js';
import { DecodeError, EncodeError, InvalidTextError, OutOfRangeError, ValueTooLongError } from './value-errors.js';

/** A failure as the addon reports it; `kind` is one of `errorKinds` in the room wire. */
export interface NativeFailureFacts extends NativeFacts {
  readonly kind: string;
}

type Make = new (facts: NativeFacts, context?: FailureContext) => OxydeError;

const classes: Readonly<Record<string, Make>> = {
  uniqueViolation: UniqueViolationError,
  foreignKeyViolation: ForeignKeyViolationError,
  notNullViolation: NotNullViolationError,
  checkViolation: CheckViolationError,
  valueTooLong: ValueTooLongError,
  outOfRange: OutOfRangeError,
  invalidText: InvalidTextError,
  serializationFailure: SerializationError,
  deadlock: DeadlockError,
  lockTimeout: LockTimeoutError,
  statementTimeout: StatementTimeoutError,
  cancelled: CancelledError,
  connectFailed: ConnectError,
  authenticationFailed: AuthenticationError,
  connectionLost: ConnectionLostError,
  poolTimeout: PoolTimeoutError,
  poolQueueFull: PoolQueueFullError,
  poolClosed: PoolClosedError,
  transactionClosed: TransactionClosedError,
  transactionRolledBack: TransactionRolledBackError,
  commitOutcomeUnknown: CommitOutcomeUnknownError,
  invalidStatement: InvalidStatementError,
  undefinedTable: UndefinedTableError,
  undefinedColumn: UndefinedColumnError,
  permissionDenied: PermissionError,
  readOnly: ReadOnlyError,
  diskFull: DiskFullError,
  busy: BusyError,
  decodeFailed: DecodeError,
  encodeFailed: EncodeError,
  database: DatabaseError,
  connectTimeout: ConnectTimeoutError,
  duplicateTable: DuplicateTableError,
  transactionTimeout: TransactionTimeoutError,
};

/**
 * The error of a failure. Made only when something failed, so that a query that succeeds pays nothing; `caller` gives it another stack.
 */
export function fromNative(failure: NativeFailureFacts, context: FailureContext = {}): OxydeError {
  const { kind, message } = failure;
  if (Object.hasOwn(classes, kind)) return new (classes[kind] ?? DatabaseError)(failure, context);
  const fact = `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`;
  if (kind === 'unsupported')
    return new UnsupportedError({ fact, remedy: 'Ask for it in another way, or use a database that can.' }, context);
  if (kind === 'invalidOptions') return new InvalidOptionsError({ fact, remedy: 'Correct the options of the data source.' }, context);
  return new InternalError({ fact: `${kind}: ${message}` }, context);
}
