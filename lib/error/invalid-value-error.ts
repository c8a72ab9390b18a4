// The error of a value that its column, lookup or option cannot take.
import { QueryError } from './query-error.js';

/** What was expected, and why the value is not it; the value itself is never told. */
export interface InvalidValueFacts {
  /** `Entity.property`, or another place in words. */
  readonly label: string;
  /** The kind of the column, or what is expected instead of a column's value. */
  readonly kind: string;
  readonly expected: string;
  readonly reason: string;
}

/** A value of a wrong JavaScript type, of a wrong form or out of range. */
export class InvalidValueError extends QueryError {
  static override readonly code = 'OXY-Q005';
  readonly label: string;
  readonly entity: string | undefined;
  readonly property: string | undefined;
  readonly kind: string;
  readonly expected: string;

  constructor({ label, kind, expected, reason }: InvalidValueFacts) {
    super({ fact: `${label} cannot take this value: ${reason}.`, remedy: `Give ${expected}.` });
    const [, entity, property] = /^(\w+)\.(\w+)$/.exec(label) ?? [];
    this.label = label;
    this.entity = entity;
    this.property = property;
    this.kind = kind;
    this.expected = expected;
  }
}
