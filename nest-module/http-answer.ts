// Which HTTP answer an error of Oxyde deserves: its status, a message for the client and a stable code, but no SQL and no values.
import { STATUS_CODES } from 'node:http';
import {
  BusyError,
  CheckViolationError,
  DeadlockError,
  EncodeError,
  ForeignKeyViolationError,
  InvalidTextError,
  InvalidValueError,
  LockTimeoutError,
  NotFoundError,
  NotNullViolationError,
  OutOfRangeError,
  type OxydeError,
  PoolQueueFullError,
  PoolTimeoutError,
  SerializationError,
  StaleEntityError,
  UniqueViolationError,
  UnknownKeyError,
  ValidationFailedError,
  ValueTooLongError,
} from '../lib/index.js';

/** The body of the answer; the first three are those of Nest's own exceptions. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly error: string;
  readonly message: string | readonly string[];
  /** The stable code of the error, `OXY-...`. */
  readonly code: string;
  /** The constraint that refused the change. */
  readonly constraint?: string;
  /** Whether the same request may succeed when it is sent again. */
  readonly retryable?: boolean;
}

interface Rule {
  readonly errors: readonly (abstract new (...args: never[]) => OxydeError)[];
  readonly status: number;
  readonly message: string;
  readonly retryable?: boolean;
}

const rules: readonly Rule[] = [
  { errors: [NotFoundError], status: 404, message: 'There is no such record.' },
  { errors: [UniqueViolationError], status: 409, message: 'Such a record exists already.' },
  { errors: [StaleEntityError], status: 409, message: 'The record was changed or deleted meanwhile.' },
  { errors: [ForeignKeyViolationError], status: 409, message: 'A record that this one refers to is missing, or others refer to this one.' },
  { errors: [CheckViolationError], status: 400, message: 'A value breaks a rule of the database.' },
  { errors: [NotNullViolationError], status: 400, message: 'A value is missing.' },
  { errors: [ValueTooLongError], status: 400, message: 'A value is too long.' },
  { errors: [OutOfRangeError, InvalidTextError, EncodeError, InvalidValueError], status: 400, message: 'A value does not fit.' },
  { errors: [UnknownKeyError], status: 400, message: 'A property is not known.' },
  {
    errors: [SerializationError, DeadlockError],
    status: 409,
    message: 'Another request changed the same records.',
    retryable: true,
  },
  { errors: [LockTimeoutError, BusyError], status: 409, message: 'Another request holds the same records.', retryable: true },
  { errors: [PoolTimeoutError, PoolQueueFullError], status: 503, message: 'Too many requests at once.', retryable: true },
];

/** The answer to an error; undefined for those that are no fault of the client and have no better status than 500. */
export function answerTo(error: OxydeError): HttpAnswer | undefined {
  if (error instanceof ValidationFailedError) return answer(error, { status: 400, message: error.messages });
  const rule = rules.find(({ errors }) => errors.some((type) => error instanceof type));
  return rule && answer(error, rule);
}

function answer(
  error: OxydeError,
  { status, message, retryable }: Pick<HttpAnswer, 'message' | 'retryable'> & { status: number },
): HttpAnswer {
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
  return {
    statusCode: status,
    error: STATUS_CODES[status] ?? 'Error',
    message,
    code: error.code,
    ...(constraint !== undefined && { constraint }),
    ...(retryable !== undefined && { retryable }),
  };
}
