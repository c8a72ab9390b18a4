// A piece of a user's own SQL: text as it was written, names to be quoted, and values that become parameters.
import { isDate, isUint8Array } from 'node:util/types';
import type { ColumnType } from '../entity/column-type.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import type { FragmentNode } from '../node/expression-node.js';
import { parameterNode } from '../node/operand-nodes.js';
import { expressionFragment, identifierFragment, textFragment } from '../node/raw-nodes.js';

/** Says of an object that it is a fragment, whatever copy of the package made it. */
const mark = Symbol.for('oxyde.sqlFragment');

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'identifier'; readonly parts: readonly string[] }
  | { readonly kind: 'value'; readonly value: unknown };

/** A piece of SQL that can stand in another one. */
export interface SqlFragment {
  readonly [mark]: readonly Part[];
}

/** The nodes and the values of a whole statement. */
export interface CompiledFragment {
  readonly fragments: readonly FragmentNode[];
  readonly values: readonly { readonly value: unknown }[];
}

/** The fragment of a template: fragments in it are taken apart, everything else is a value. */
export function templateFragment(strings: readonly string[], values: readonly unknown[]): SqlFragment {
  const parts = strings.flatMap((text, index): Part[] => {
    const before: Part[] = text === '' ? [] : [{ kind: 'text', text }];
    return index < values.length ? [...before, ...partsOf(values[index])] : before;
  });
  return { [mark]: parts };
}

/** A quoted name; several parts are joined by dots. */
export function identifierOf(parts: readonly string[]): SqlFragment {
  return { [mark]: [{ kind: 'identifier', parts }] };
}

/** Pieces or values with a separator between them, written as it is. */
export function joinedFragment(items: readonly unknown[], separator: string): SqlFragment {
  const between: Part = { kind: 'text', text: separator };
  return { [mark]: items.flatMap((item, index) => (index === 0 ? partsOf(item) : [between, ...partsOf(item)])) };
}

/** Values for `in (...)`; an empty list is one NULL, which matches nothing. */
export function listFragment(values: readonly unknown[]): SqlFragment {
  return values.length === 0 ? { [mark]: [{ kind: 'text', text: 'NULL' }] } : joinedFragment(values, ', ');
}

export function compileFragment(fragment: SqlFragment): CompiledFragment {
  const fragments: FragmentNode[] = [];
  const values: { readonly value: unknown }[] = [];
  for (const part of fragment[mark]) {
    if (part.kind === 'text') fragments.push(textFragment(part.text));
    else if (part.kind === 'identifier') fragments.push(identifierFragment(part.parts));
    else fragments.push(expressionFragment(parameterNode(values.push({ value: part.value }) - 1, typeOf(part.value))));
  }
  return { fragments, values };
}

function partsOf(value: unknown): readonly Part[] {
  return isFragment(value) ? value[mark] : [{ kind: 'value', value }];
}

function isFragment(value: unknown): value is SqlFragment {
  return typeof value === 'object' && value !== null && mark in value;
}

/** The type that a value crosses as. */
function typeOf(value: unknown): ColumnType {
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
      return typeOfObject(value);
    default:
      throw new InvalidQueryError({
        fact: `A value in raw SQL is ${value === undefined ? 'undefined' : `a ${typeof value}`}.`,
        remedy: 'Give a value that a column could hold, or null.',
      });
  }
}

function typeOfObject(value: object | null): ColumnType {
  if (value === null) return { kind: 'text' };
  if (isDate(value)) return { kind: 'timestamp' };
  if (isUint8Array(value)) return { kind: 'bytes' };
  return { kind: 'json' };
}
