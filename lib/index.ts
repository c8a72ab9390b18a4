// The door `oxyde`: everything that programs may use, and nothing else.

// ---------------------------------------------------------------- entities
export { Column } from './entity/column.js';
export { Entity } from './entity/entity.js';
export { CreatedAt, Id, UpdatedAt, Version } from './entity/generated-columns.js';
export { BelongsTo, HasMany, HasOne, ManyToMany } from './entity/relation-decorators.js';
export { Computed, Decimal, Generated, HasDefault, Hidden, Many, One, optional } from './entity/brands.js';
export type { Bare, JsonValue, Target } from './entity/brands.js';
export { CreateDto, UpdateDto, type InputClass, type InputOptions } from './dto/input-classes.js';
export type { CreateOf, KeyOf, Loaded, Overlay, RowOf, UpdateOf, ViewOf } from './entity/inputs.js';
export type { ColumnKey, OneKey, RelationKey } from './entity/keys.js';
export type { ColumnType, ElementKind, Kind } from './entity/column-type.js';
export type { ColumnMetadata, EntityClass, EntityMetadata, RelationMetadata } from './entity/entity-metadata.js';
export { snakeCase, type NamingStrategy } from './entity/naming-strategy.js';

// ---------------------------------------------------------------- data sources, repositories, queries
export { DataSource, type DataSourceOptions } from './repository/data-source.js';
export { Repository } from './repository/repository.js';
export type { Conflict } from './repository/conflict.js';
export { inputOf } from './repository/input-of.js';
export { RawQuery } from './raw/raw-query.js';
export { sql, type RawRow, type SqlParts, type SqlPieces, type SqlTag } from './raw/sql-tag.js';
export { affected, many, maybe, one } from './raw/sql-file.js';
export type { SqlDeclaration, SqlDeclarations, SqlFile, SqlKind, SqlKinds, SqlStatements, SqlValues } from './raw/sql-file.js';
export type { Branches } from './raw/dialect-branch.js';
export type { RowSchema } from './raw/row-schema.js';
export type { SqlFragment } from './raw/sql-fragment.js';
export type { CompiledSql } from './query/executor.js';
export type { AnyQuery, Groups, Query } from './query/query.js';
export type { ExplainNode, Explanation } from './query/explanation.js';
export { RowStream } from './query/row-stream.js';
export type { ConnectionOptions, PoolOptions, SqliteOptions, TlsOptions } from './engine/connection-options.js';
export type { DatabaseStatistics } from './engine/database.js';
export type { ServerProfile } from './engine/server-profile.js';
export type { Logger } from './observe/logger.js';
export type { QueryEvent, QueryListener } from './observe/query-event.js';

// ---------------------------------------------------------------- expressions
export {
  abs,
  ceil,
  coalesce,
  concat,
  floor,
  greatest,
  indexOf,
  least,
  length,
  lower,
  now,
  nullIf,
  padEnd,
  padStart,
  power,
  random,
  repeat,
  replace,
  round,
  sign,
  sqrt,
  substring,
  trim,
  trimEnd,
  trimStart,
  upper,
} from './expression/typed-functions.js';
export {
  avg,
  count,
  cumeDist,
  denseRank,
  firstValue,
  lag,
  lastValue,
  lead,
  max,
  min,
  nthValue,
  ntile,
} from './expression/typed-aggregates.js';
export { percentRank, rank, rowNumber, sum } from './expression/typed-aggregates.js';
export type { AggregateOptions, Aggregated, RelatedOptions, Window, Windowed } from './expression/typed-aggregates.js';
export { caseWhen, cast, columns, elapsed, extract, later, nothing, raw, truncate, value } from './expression/typed-conversions.js';
export type { Case, DateUnitName, NumberPart } from './expression/typed-conversions.js';
export type { DateSpan } from './expression/date-span.js';
export { cte, exists, recursive, subquery } from './query/typed-subqueries.js';
export type { Cols, Condition, Expr, Order } from './expression/types/columns.js';
export type { Filter, Where } from './expression/types/where.js';

// ---------------------------------------------------------------- transactions
export type { Hook } from './transaction/commit-hooks.js';
export type { Transaction } from './transaction/transaction.js';
export type { TransactionWork } from './transaction/transactions.js';
export type { Isolation, Propagation, TransactionOptions } from './transaction/transaction-options.js';

// ---------------------------------------------------------------- errors
export { OxydeError, type ErrorCode } from './error/oxyde-error.js';
export { AddonMissingError } from './error/addon-missing-error.js';
export { CommitOutcomeUnknownError } from './error/commit-outcome-unknown-error.js';
export { ConfigurationError } from './error/configuration-error.js';
export { BusyError, DeadlockError, LockTimeoutError, SerializationError } from './error/conflict-errors.js';
export { AuthenticationError, ConnectError, ConnectionLostError, ConnectTimeoutError } from './error/connection-errors.js';
export { CheckViolationError, ForeignKeyViolationError, NotNullViolationError, UniqueViolationError } from './error/constraint-errors.js';
export { DatabaseError } from './error/database-error.js';
export { InternalError } from './error/internal-error.js';
export { InvalidOptionsError } from './error/invalid-options-error.js';
export { InvalidQueryError } from './error/invalid-query-error.js';
export { InvalidValueError } from './error/invalid-value-error.js';
export { isWorthRetrying } from './error/is-worth-retrying.js';
export { MultipleRowsError } from './error/multiple-rows-error.js';
export { NotFoundError } from './error/not-found-error.js';
export { PoolClosedError, PoolQueueFullError, PoolTimeoutError } from './error/pool-errors.js';
export { PropagationError } from './error/propagation-error.js';
export { QueryError } from './error/query-error.js';
export { RelationNotLoadedError } from './error/relation-not-loaded-error.js';
export { StaleEntityError } from './error/stale-entity-error.js';
export {
  CancelledError,
  DiskFullError,
  DuplicateTableError,
  InvalidStatementError,
  PermissionError,
  ReadOnlyError,
  StatementTimeoutError,
  UndefinedColumnError,
  UndefinedTableError,
} from './error/statement-errors.js';
export { TransactionClosedError } from './error/transaction-closed-error.js';
export { TransactionRolledBackError } from './error/transaction-rolled-back-error.js';
export { TransactionTimeoutError } from './error/transaction-timeout-error.js';
export { UndefinedValueError } from './error/undefined-value-error.js';
export { UnfilteredChangeError } from './error/unfiltered-change-error.js';
export { UnknownKeyError } from './error/unknown-key-error.js';
export { UnknownLookupError } from './error/unknown-lookup-error.js';
export { UnsupportedError } from './error/unsupported-error.js';
export { objectValidator, validateObject, type ValidateObject } from './validation/compiled/validate-object.js';
export { ValidationFailedError } from './error/validation-failed-error.js';
export { DecodeError, EncodeError, InvalidTextError, OutOfRangeError, ValueTooLongError } from './error/value-errors.js';

// ---------------------------------------------------------------- types that declarations of programs refer to
export type { Row } from './entity/inputs.js';
export type { Carries, ComputedMark, DecimalMark, DefaultMark, GeneratedMark, HiddenMark } from './entity/brands.js';
export type {
  Alike,
  CursorOptions,
  CursorPage,
  Fetched,
  Fresh,
  Joined,
  JoinSpec,
  LockOptions,
  Merged,
  NameIsTaken,
  OrderKey,
  OrderLambda,
  Page,
  Patch,
  PrefetchOptions,
  PrefetchSpec,
  Projection,
  RowsMustBeAlike,
  Untaken,
  Values,
  Wider,
} from './query/types/specs.js';
export type {
  ArrayExpr,
  Col,
  DateExpr,
  JsonExpr,
  Listed,
  ManyExpr,
  NullableCols,
  NumberExpr,
  Operand,
  OrderedExpr,
  StringExpr,
} from './expression/types/columns.js';
export type {
  AnyLookup,
  ArrayLookup,
  DateLookup,
  JsonDocumentLookup,
  JsonLookup,
  JsonPlaceLookup,
  Logic,
  ManyWhere,
  OrderedLookup,
  Quantified,
  RowCondition,
  StringLookup,
} from './expression/types/where.js';
export type { EntityOptions, IndexOptions } from './entity/entity-definition.js';
export type { ColumnOptions } from './entity/column-decorators.js';
export type { BelongsToOptions, ManyToManyOptions } from './entity/relation-decorators.js';
export type { GeneratedOptions } from './entity/generated-columns.js';
