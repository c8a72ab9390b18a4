// lower, upper, trim, concat and length.
import { type Construct, type Expression, literal, over } from '../expression.js';

/** Letters one by one: no letter becomes two. */
export function lowerCase(text: string): string {
  return [...text].map((letter) => single(letter, letter.toLowerCase())).join('');
}

export function upperCase(text: string): string {
  return [...text].map((letter) => single(letter, letter.toUpperCase())).join('');
}

function single(letter: string, changed: string): string {
  return [...changed].length === 1 ? changed : letter;
}

const functions: Readonly<Record<string, (text: string) => string>> = {
  lower: lowerCase,
  upper: upperCase,
  // Spaces only, no other white space.
  trim: (text) => text.replace(/^ +| +$/g, ''),
};

export const textConstruct: Construct = {
  name: 'text function',
  gives: ['text'],
  weight: 5,
  make(place) {
    const of = place.expression(place.random.pick(['string', 'text']));
    return of && textOf(place.random.pick(Object.keys(functions)), of);
  },
};

function textOf(name: string, of: Expression): Expression {
  const change = functions[name] ?? String;
  return over([of], (part) => ({ kind: 'text', code: `${name}(${part?.code})`, evaluate: (row) => changed(part?.evaluate(row), change) }));
}

function changed(value: unknown, change: (text: string) => string): string | null {
  return typeof value === 'string' ? change(value) : null;
}

export const lengthConstruct: Construct = {
  name: 'length',
  gives: ['int'],
  weight: 2,
  make(place) {
    const of = place.expression(place.random.pick(['string', 'text']));
    if (of === undefined) return undefined;
    return over([of], (part) => ({
      kind: 'int',
      code: `length(${part?.code})`,
      // Characters are code points.
      evaluate: (row) => lengthOf(part?.evaluate(row)),
    }));
  },
};

function lengthOf(value: unknown): number | null {
  return typeof value === 'string' ? [...value].length : null;
}

export const concatConstruct: Construct = {
  name: 'concat',
  gives: ['text'],
  weight: 2,
  make(place) {
    const first = place.expression(place.random.pick(['string', 'text']));
    const second = place.random.chance(40)
      ? literal('text', place.value('text'))
      : place.expression(place.random.pick(['string', 'text', 'int', 'boolean']));
    if (first === undefined || second === undefined) return undefined;
    return over([first, second], (a, b) => ({
      kind: 'text',
      code: `concat(${a?.code}, ${b?.code})`,
      // NULL makes NULL.
      evaluate: (row) => joined([a?.evaluate(row), b?.evaluate(row)]),
    }));
  },
};

function joined(parts: readonly unknown[]): string | null {
  return parts.includes(null) ? null : parts.map(String).join('');
}
