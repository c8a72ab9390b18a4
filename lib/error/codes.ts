// The table of all errors by code; each code has a page under docs/errors.
import { AddonMissingError } from './addon-missing-error.js';
import * as conflicts from './conflict-errors.js';
import * as connections from './connection-errors.js';
import * as constraints from './constraint-errors.js';
import { CommitOutcomeUnknownError } from './commit-outcome-unknown-error.js';
import { ConfigurationError } from './configuration-error.js';
import { DatabaseError } from './database-error.js';
import { InternalError } from './internal-error.js';
import { InvalidOptionsError } from './invalid-options-error.js';
import { InvalidQueryError } from './invalid-query-error.js';
import { InvalidValueError } from './invalid-value-error.js';
import { MultipleRowsError } from './multiple-rows-error.js';
import { NotFoundError } from './not-found-error.js';
import type { ErrorCode, OxydeError } from './oxyde-error.js';
import * as pools from './pool-errors.js';
import { PropagationError } from './propagation-error.js';
import { RelationNotLoadedError } from './relation-not-loaded-error.js';
import { StaleEntityError } from './stale-entity-error.js';
import * as statements from './statement-errors.js';
import { TransactionClosedError } from './transaction-closed-error.js';
import { TransactionRolledBackError } from './transaction-rolled-back-error.js';
import { TransactionTimeoutError } from './transaction-timeout-error.js';
import { UndefinedValueError } from './undefined-value-error.js';
import { UnfilteredChangeError } from './unfiltered-change-error.js';
import { UnknownKeyError } from './unknown-key-error.js';
import { UnknownLookupError } from './unknown-lookup-error.js';
import { UnsupportedError } from './unsupported-error.js';
import { ValidationFailedError } from './validation-failed-error.js';
import * as values from './value-errors.js';

/** A class of errors, for `instanceof`. */
export interface ErrorClass {
  readonly code: ErrorCode;
  readonly name: string;
  readonly prototype: OxydeError;
}

const classes: readonly ErrorClass[] = [
  ConfigurationError,
  InvalidOptionsError,
  UnknownKeyError,
  UndefinedValueError,
  UnknownLookupError,
  UnfilteredChangeError,
  InvalidValueError,
  UnsupportedError,
  InvalidQueryError,
  NotFoundError,
  MultipleRowsError,
  RelationNotLoadedError,
  StaleEntityError,
  ValidationFailedError,
  DatabaseError,
  ...Object.values(constraints),
  ...Object.values(values),
  ...Object.values(conflicts),
  ...Object.values(statements),
  ...Object.values(connections),
  ...Object.values(pools),
  TransactionClosedError,
  TransactionRolledBackError,
  CommitOutcomeUnknownError,
  TransactionTimeoutError,
  PropagationError,
  AddonMissingError,
  InternalError,
];

/** All errors, by code. */
export const errorsByCode: ReadonlyMap<ErrorCode, ErrorClass> = new Map(classes.map((error) => [error.code, error]));
