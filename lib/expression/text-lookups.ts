// contains, startsWith, endsWith, their forms that ignore case, iexact and regex: for kinds that hold text.
import { isRegExp } from 'node:util/types';
import { likeNode, regexNode } from '../node/predicate-nodes.js';
import { refused, stepOf, textType, valueLookup, type Lookup, type LookupMakers, type MakeLookup, type Operand } from './lookup.js';
import { checkOf } from './value-check.js';

/** Flags that change what a match is, and which databases do not have in common. */
const refusedFlags = /[msv]/;

/** Lookups whose name begins with `i` ignore case. */
function like(name: string, pattern: (text: string) => string): MakeLookup {
  const ignoreCase = name.startsWith('i');
  return (operand) => {
    const { label } = operand;
    const check = checkOf(textType, label);
    const step = stepOf(operand, name, (scope) => likeNode(operand.resolve(scope), scope.parameter(textType, { label }), { ignoreCase }));
    return valueLookup(step, (value) => pattern(escaped(check(value) as string)));
  };
}

/** Takes the text of a pattern, or a RegExp whose only flag that counts is `i`. */
function regexLookup(operand: Operand): Lookup {
  const { label } = operand;
  const check = checkOf(textType, label);
  const stepFor = (ignoreCase: boolean) =>
    stepOf(operand, ignoreCase ? 'iregex' : 'regex', (scope) =>
      regexNode(operand.resolve(scope), scope.parameter(textType, { label }), { ignoreCase }),
    );
  const [exact, ignoring] = [stepFor(false), stepFor(true)];
  return (value, values) => {
    if (!isRegExp(value)) {
      values.push(check(value));
      return exact;
    }
    if (refusedFlags.test(value.flags)) throw refused(operand, 'a regular expression without the flags m, s and v', value);
    values.push(value.source);
    return value.flags.includes('i') ? ignoring : exact;
  };
}

/** Wildcards in the text mean themselves. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

const anywhere = (text: string): string => `%${text}%`;
const atStart = (text: string): string => `${text}%`;
const atEnd = (text: string): string => `%${text}`;

export const textLookups = {
  contains: like('contains', anywhere),
  icontains: like('icontains', anywhere),
  startsWith: like('startsWith', atStart),
  istartsWith: like('istartsWith', atStart),
  endsWith: like('endsWith', atEnd),
  iendsWith: like('iendsWith', atEnd),
  iexact: like('iexact', (text) => text),
  regex: regexLookup,
} as const satisfies LookupMakers;
