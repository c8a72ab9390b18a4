// Lookups: what can be asked of an operand, each a function that reads a value and gives the step of its structure.
import type { ColumnType } from '../entity/column-type.js';
import type { ExpressionNode } from '../node/expression-node.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import type { Scope } from './expression-clause.js';
import type { Step } from './step.js';
import { checkOf, described } from './value-check.js';

/** What is compared: a column, a part of a date, a value in a JSON document, an expression. */
export interface Operand {
  readonly key: string;
  readonly type: ColumnType;
  /** `Entity.property`, for messages. */
  readonly label: string;
  readonly isNullable: boolean;
  resolve(scope: Scope): ExpressionNode;
}

/** Reads the value of a lookup, adds its parameters to `values` and gives the step. */
export type Lookup = (value: unknown, values: unknown[]) => Step;

/** Makes the lookup of one operand. */
export type MakeLookup = (operand: Operand) => Lookup;

/** What a kind can be asked, by name. */
export type LookupMakers = Readonly<Record<string, MakeLookup>>;

/** The lookups of one operand. PERF: each is made when first asked for, as most columns are compared by one or two. */
export class Lookups {
  readonly #operand: Operand;
  readonly #makers: LookupMakers;
  readonly #made = new Map<string, Lookup>();

  constructor(operand: Operand, makers: LookupMakers) {
    this.#operand = operand;
    this.#makers = makers;
  }

  get names(): string[] {
    return Object.keys(this.#makers);
  }

  find(name: string): Lookup | undefined {
    return this.#made.get(name) ?? this.#make(name);
  }

  #make(name: string): Lookup | undefined {
    const lookup = Object.hasOwn(this.#makers, name) ? this.#makers[name]?.(this.#operand) : undefined;
    if (lookup) this.#made.set(name, lookup);
    return lookup;
  }
}

export const booleanType: ColumnType = Object.freeze({ kind: 'boolean' });
export const textType: ColumnType = Object.freeze({ kind: 'text' });
export const dateType: ColumnType = Object.freeze({ kind: 'date' });
export const timeType: ColumnType = Object.freeze({ kind: 'time' });
export const floatType: ColumnType = Object.freeze({ kind: 'float' });
/** Milliseconds. */
export const durationType: ColumnType = Object.freeze({ kind: 'duration' });
export const timestampType: ColumnType = Object.freeze({ kind: 'timestamp' });

/** A step over one operand. */
export function stepOf(operand: Operand, name: string, resolve: (scope: Scope) => ExpressionNode): Step {
  return { key: `${operand.key} ${name}`, resolve };
}

/** A lookup that takes true or false, each of which is a structure of its own. */
export function flagLookup(operand: Operand, name: string, whenTrue: Step, whenFalse: Step): Lookup {
  const check = checkOf(booleanType, `${operand.label} ${name}`);
  return (value) => (check(value) === true ? whenTrue : whenFalse);
}

/** A lookup of one parameter. */
export function valueLookup(step: Step, check: (value: unknown) => unknown): Lookup {
  return (value, values) => {
    values.push(check(value));
    return step;
  };
}

/** Checks a list and each of its elements; the list is a copy. */
export function listCheck(operand: Operand, type: ColumnType): (value: unknown) => unknown[] {
  const check = checkOf(type, operand.label);
  return (value) => {
    if (!Array.isArray(value)) throw refused(operand, 'a list', value);
    return value.map((element: unknown) => {
      if (element === null) throw nullInList(operand);
      return check(element);
    });
  };
}

/** A value that the lookup cannot take. */
export function refused({ label, type }: Operand, expected: string, value: unknown): InvalidValueError {
  return new InvalidValueError({ label, kind: type.kind, expected, reason: `it is ${described(value)}` });
}

function nullInList({ label, type }: Operand): InvalidValueError {
  const expected = 'a list of values';
  return new InvalidValueError({ label, kind: type.kind, expected, reason: 'a list cannot hold null; ask with isNull beside it' });
}
