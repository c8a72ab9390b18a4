// The root of the tree of errors that users see.

/** Stable, and the name of a page: `docs/errors/<code>.md`. */
export type ErrorCode = `OXY-${string}`;

/** What every error says, in this order. */
export interface ErrorText {
  readonly fact: string;
  readonly remedy: string;
}

/** What may be known beside the text. */
export interface ErrorOrigin {
  /** The original error. */
  readonly cause?: unknown;
  /** An error made where the caller asked, whose stack is used. */
  readonly caller?: Error | undefined;
}

/**
 * Every error that Oxyde throws on purpose. Facts are properties; messages and facts hold no parameters and no secrets.
 *
 * @example
 * try {
 *   await users.create(dto);
 * } catch (error) {
 *   if (error instanceof UniqueViolationError) throw new ConflictException(error.constraint);
 *   throw error;
 * }
 */
export abstract class OxydeError extends Error {
  /** The code of the class. */
  static readonly code: ErrorCode = 'OXY-X000';
  /** Says what happened; the same for all errors of a class. */
  readonly code: ErrorCode;

  constructor({ fact, remedy }: ErrorText, { cause, caller }: ErrorOrigin = {}) {
    const { code, name } = new.target;
    super(`${fact} ${remedy} See docs/errors/${code}.md.`, cause === undefined ? undefined : { cause });
    this.code = code;
    // Not enumerable, as the names of the language's own errors.
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
    if (caller?.stack !== undefined) this.stack = stackOf(this, caller.stack);
  }

  /** The error as plain data: name, code, message and facts; neither stack nor cause. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...(this as object) };
  }
}

/** The frames of the caller under the error's own headline. */
function stackOf(error: Error, stack: string): string {
  const frames = stack.search(/\n\s+at /);
  return `${error.name}: ${error.message}${frames < 0 ? '' : stack.slice(frames)}`;
}
