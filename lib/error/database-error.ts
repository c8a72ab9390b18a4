// The base of errors that the database or the way to it reported.
import { OxydeError, type ErrorOrigin } from './oxyde-error.js';

/** A failure as the addon reports it: facts, never parameters. */
export interface NativeFacts {
  readonly message: string;
  /** SQLSTATE, MySQL error number or SQLite extended result code. */
  readonly code?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  /** Whether it is known that the statement changed nothing. */
  readonly isRetrySafe?: boolean | undefined;
}

/** What is known of the call. */
export interface FailureContext extends ErrorOrigin {
  /** The entity's class name. */
  readonly entity?: string | undefined;
}

/** A failure that the database reported; subclasses say which. */
export class DatabaseError extends OxydeError {
  static override readonly code: `OXY-${string}` = 'OXY-D000';
  /** What happened, in the words of Oxyde; the words of the database follow. */
  protected static readonly fact: string = 'The database reported an error';
  protected static readonly remedy: string = 'Its code says more in the manual of the database.';
  /** Whether the same work, run again from its start, may succeed. */
  protected static readonly retryable: boolean = false;

  /** SQLSTATE, MySQL error number or SQLite extended result code. */
  readonly databaseCode: string | undefined;
  readonly entity: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  /** Whether it is known that the statement changed nothing, so that it may be run again. */
  readonly isRetrySafe: boolean;
  /** Whether the same work (of a transaction: all of it), run again, may succeed. */
  readonly retryable: boolean;

  constructor(facts: NativeFacts, { entity, ...origin }: FailureContext = {}) {
    const { fact, remedy, retryable } = new.target;
    super({ fact: factOf(fact, facts, entity), remedy }, origin);
    this.databaseCode = facts.code;
    this.entity = entity;
    this.table = facts.table;
    this.column = facts.column;
    this.constraint = facts.constraint;
    this.isRetrySafe = facts.isRetrySafe ?? false;
    this.retryable = retryable;
  }

  /** The SQLSTATE, where the database has one. */
  get sqlState(): string | undefined {
    return this.databaseCode?.length === 5 ? this.databaseCode : undefined;
  }
}

function factOf(fact: string, { message, code }: NativeFacts, entity: string | undefined): string {
  const subject = entity === undefined ? '' : ` (${entity})`;
  const words = message === '' ? '' : `: ${message.replace(/\.$/, '')}`;
  return `${fact}${subject}${words}${code === undefined ? '' : ` [${code}]`}.`;
}
