// contains, startsWith, endsWith, their forms that ignore case, iexact and regex.
import { type Construct, type Expression, literal, over } from '../expression.js';
import type { Truth } from '../logic.js';
import { lowerCase } from './text-functions.js';

const plain: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};

export const textLookups: readonly string[] = ['contains', 'icontains', 'startsWith', 'istartsWith', 'endsWith', 'iendsWith', 'iexact'];

/** Whether a text has a part. Lookups whose name begins with `i` ignore case. Unknown when a side is NULL. */
export function hasPart(name: string, text: unknown, part: unknown): Truth {
  if (typeof text !== 'string' || typeof part !== 'string') return null;
  if (name === 'iexact') return lowerCase(text) === lowerCase(part);
  const look = plain[name];
  if (look) return look(text, part);
  const ignoring = plain[name.charAt(1).toLowerCase() + name.slice(2)] ?? plain[name.slice(1)];
  return ignoring?.(lowerCase(text), lowerCase(part)) ?? null;
}

/** Patterns that mean the same in all dialects of regular expressions. */
export const patterns: readonly string[] = [
  '^a',
  'c$',
  '[a-c]',
  'b+',
  'a.c',
  '^$',
  'a|b',
  '(ab)+c',
  '[^a]',
  'a?b',
  'é',
  '^.$',
  '\\\\',
  'a{2}',
];

export const textLookupConstruct: Construct = {
  name: 'text lookup',
  gives: ['boolean'],
  weight: 4,
  make(place) {
    const left = place.expression(place.random.pick(['string', 'text']));
    if (left === undefined) return undefined;
    const name = place.random.pick(textLookups);
    const isValue = name === 'iexact' || place.random.chance(70);
    const right = isValue ? literal('text', place.value('text')) : place.expression(place.random.pick(['string', 'text']));
    return right && textLookup(name, left, right);
  },
};

function textLookup(name: string, left: Expression, right: Expression): Expression {
  return over([left, right], (a, b) => ({
    kind: 'boolean',
    code: `${a?.code}.${name}(${b?.code})`,
    evaluate: (row) => hasPart(name, a?.evaluate(row), b?.evaluate(row)),
  }));
}

export const regexConstruct: Construct = {
  name: 'regex',
  gives: ['boolean'],
  weight: 1,
  make(place) {
    const left = place.expression(place.random.pick(['string', 'text']));
    if (left === undefined) return undefined;
    const pattern = place.random.pick(patterns);
    const flags = place.random.pick(['', 'i']);
    const code = flags ? `/${pattern}/i` : JSON.stringify(pattern);
    return over([left], (a) => ({
      kind: 'boolean',
      code: `${a?.code}.regex(${code})`,
      evaluate: (row) => matches(pattern, flags, a?.evaluate(row)),
    }));
  },
};

export function matches(pattern: string, flags: string, text: unknown): Truth {
  return typeof text === 'string' ? new RegExp(pattern, `${flags}u`).test(text) : null;
}
