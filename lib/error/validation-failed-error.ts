// The error of an input that breaks rules of its columns.
import type { ValidationError } from 'class-validator';
import { OxydeError } from './oxyde-error.js';

/** An input that was not written, with all rules that it breaks. */
export class ValidationFailedError extends OxydeError {
  static override readonly code = 'OXY-V001';
  readonly entity: string;
  /** In the form of class-validator, without values. */
  readonly errors: readonly ValidationError[];
  /** One sentence per broken rule. */
  readonly messages: readonly string[];

  constructor({ entity, errors }: { readonly entity: string; readonly errors: readonly ValidationError[] }) {
    const messages = errors.flatMap((error) => messagesOf(error, ''));
    super({ fact: `The input for ${entity} is not valid: ${messages.join('; ')}.`, remedy: 'Correct these properties.' });
    this.entity = entity;
    this.errors = errors;
    this.messages = messages;
  }
}

/** As Nest's ValidationPipe shows them: nested ones with the path of their parents. */
function messagesOf({ constraints = {}, children = [], property }: ValidationError, path: string): string[] {
  const own = Object.values(constraints).map((message) => `${path}${message}`);
  return [...own, ...children.flatMap((child) => messagesOf(child, `${path}${property}.`))];
}
