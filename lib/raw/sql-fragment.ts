// A piece of a user's own SQL: text as it was written, names to be quoted, and values that become parameters.
import { isDate, isUint8Array } from 'node:util/types';
import type { ColumnType } from '../entity/column-type.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import type { FragmentNode } from '../node/expression-node.js';
import { parameterNode } from '../node/operand-nodes.js';
import { expressionFragment, identifierFragment, textFragment } from '../node/raw-nodes.js';
import { branchOf, type Branches, type Server } from './dialect-branch.js';

/** Says of an object that it is a fragment, whatever copy of the package made it. */
export const fragmentMark = Symbol.for('oxyde.sqlFragment');

interface ValuePart {
  readonly kind: 'value';
  readonly value: unknown;
  /** Found out by the value when it is not said. */
  readonly type?: ColumnType;
  /** The value is an array, for IN: it brings its own parentheses. */
  readonly isList?: boolean;
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'identifier'; readonly parts: readonly string[] }
  | { readonly kind: 'branches'; readonly branches: Branches<SqlFragment> }
  | ValuePart;

/** A piece of SQL that can stand in another one. */
export interface SqlFragment {
  readonly [fragmentMark]: readonly Part[];
}

/** The nodes and the values of a whole statement. */
export interface CompiledFragment {
  readonly fragments: readonly FragmentNode[];
  readonly values: readonly { readonly value: unknown }[];
}

/** A fragment of these parts. */
export function fragmentOf(parts: readonly Part[]): SqlFragment {
  return { [fragmentMark]: parts };
}

/** The fragment of a template: fragments in it are taken apart, everything else is a value. */
export function templateFragment(strings: readonly string[], values: readonly unknown[]): SqlFragment {
  const parts = strings.flatMap((text, index): Part[] => {
    const before: Part[] = text === '' ? [] : [{ kind: 'text', text }];
    return index < values.length ? [...before, ...partsOf(values[index])] : before;
  });
  return fragmentOf(parts);
}

/** Pieces or values with a separator between them, written as it is. */
export function joinedFragment(items: readonly unknown[], separator: string): SqlFragment {
  const between: Part = { kind: 'text', text: separator };
  return fragmentOf(items.flatMap((item, index) => (index === 0 ? partsOf(item) : [between, ...partsOf(item)])));
}

/** A quoted name, or several joined by dots. @throws InvalidValueError */
export function nameFragment(parts: readonly unknown[]): SqlFragment {
  const wrong = parts.find((part) => typeof part !== 'string');
  if (parts.length > 0 && wrong === undefined && !parts.includes(undefined)) {
    return fragmentOf([{ kind: 'identifier', parts: parts as readonly string[] }]);
  }
  throw new InvalidValueError({
    label: 'sql.id',
    kind: 'name',
    expected: 'names, each a string',
    reason: `one is of type ${typeof wrong}`,
  });
}

/** Values for `in (...)`; an empty list is one NULL, which matches nothing. @throws InvalidValueError */
export function listFragment(values: readonly unknown[]): SqlFragment {
  if (!Array.isArray(values)) {
    throw new InvalidValueError({ label: 'sql.list', kind: 'list', expected: 'an array of values', reason: 'it is none' });
  }
  return values.length === 0 ? fragmentOf([{ kind: 'text', text: 'NULL' }]) : joinedFragment(values, ', ');
}

/** Whether it is written in several ways, of which the server decides. */
export function hasBranches(fragment: SqlFragment): boolean {
  return fragment[fragmentMark].some(({ kind }) => kind === 'branches');
}

/** `server` is needed where there are branches. @throws UnsupportedError, InvalidQueryError */
export function compileFragment(fragment: SqlFragment, server?: Server): CompiledFragment {
  const fragments: FragmentNode[] = [];
  const values: { readonly value: unknown }[] = [];
  const add = (part: Part): void => {
    if (part.kind === 'text') fragments.push(textFragment(part.text));
    else if (part.kind === 'identifier') fragments.push(identifierFragment(part.parts));
    else if (part.kind === 'branches') branchOf(part.branches, server)[fragmentMark].forEach(add);
    else {
      const { value, isList = false } = part;
      const type = part.type ?? typeOf(value, values.length + 1);
      fragments.push(expressionFragment(parameterNode(values.push({ value }) - 1, type, isList)));
    }
  };
  fragment[fragmentMark].forEach(add);
  return { fragments, values };
}

export function isFragment(value: unknown): value is SqlFragment {
  return typeof value === 'object' && value !== null && fragmentMark in value;
}

function partsOf(value: unknown): readonly Part[] {
  return isFragment(value) ? value[fragmentMark] : [{ kind: 'value', value }];
}

/** The type that a value crosses as; `position` is for messages. */
function typeOf(value: unknown, position: number): ColumnType {
  switch (typeof value) {
    case 'string':
      return { kind: 'text' };
    case 'number':
      return { kind: Number.isSafeInteger(value) ? 'int' : 'float' };
    case 'bigint':
      return { kind: 'bigint' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'object':
      return typeOfObject(value, position);
    default:
      throw new InvalidQueryError({
        fact: `Value ${position} of the raw SQL is ${value === undefined ? 'undefined' : `a ${typeof value}`}.`,
        remedy: 'Give a value that a column could hold, or null.',
      });
  }
}

function typeOfObject(value: object | null, position: number): ColumnType {
  if (value === null) return { kind: 'text' };
  if (isDate(value)) return { kind: 'timestamp' };
  if (isUint8Array(value)) return { kind: 'bytes' };
  if (!Array.isArray(value)) return { kind: 'json' };
  throw new InvalidQueryError({
    fact: `Value ${position} of the raw SQL is an array.`,
    remedy: 'Write sql.list(values) within in (...), or sql.json(values) for a JSON column.',
  });
}
