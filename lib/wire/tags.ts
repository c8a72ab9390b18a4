// The small numbers that stand for names on the wire; generated from native/oxyde-wire by its test `tags`, not to be edited.

/** How a column of a frame is encoded. */
export const encoding = {
  int32: 0,
  float64: 1,
  int64: 2,
  boolean: 3,
  text: 4,
  bytes: 5,
} as const;

/** The form of a frame. */
export const frameForm = {
  rows: 0,
  columns: 1,
  described: 2,
} as const;

/** What a request asks for. */
export const mode = {
  rows: 0,
  affected: 1,
  begin: 2,
  commit: 3,
  rollback: 4,
  savepoint: 5,
  release: 6,
  rollbackTo: 7,
  connect: 8,
  close: 9,
  statistics: 10,
  sql: 11,
  stream: 12,
  credit: 13,
  cancel: 14,
  controlled: 64,
} as const;

/** What an answer carries. */
export const status = {
  frame: 0,
  affected: 1,
  done: 2,
  failure: 3,
  facts: 4,
  chunk: 5,
} as const;

/** The kinds of columns by their tag. */
export const kinds = [
  'string',
  'text',
  'int',
  'bigint',
  'float',
  'decimal',
  'boolean',
  'uuid',
  'date',
  'time',
  'timestamp',
  'localTimestamp',
  'duration',
  'bytes',
  'json',
  'array',
  'enum',
] as const;

/** The kinds of failures by their number. */
export const errorKinds = [
  'internal',
  'uniqueViolation',
  'foreignKeyViolation',
  'notNullViolation',
  'checkViolation',
  'valueTooLong',
  'outOfRange',
  'invalidText',
  'serializationFailure',
  'deadlock',
  'lockTimeout',
  'statementTimeout',
  'cancelled',
  'connectFailed',
  'authenticationFailed',
  'connectionLost',
  'poolTimeout',
  'poolQueueFull',
  'poolClosed',
  'transactionClosed',
  'transactionRolledBack',
  'commitOutcomeUnknown',
  'invalidStatement',
  'undefinedTable',
  'undefinedColumn',
  'permissionDenied',
  'readOnly',
  'diskFull',
  'busy',
  'decodeFailed',
  'encodeFailed',
  'unsupported',
  'invalidOptions',
  'database',
  'connectTimeout',
  'unknownPlan',
  'duplicateTable',
  'transactionTimeout',
] as const;
