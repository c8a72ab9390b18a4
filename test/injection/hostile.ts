// What attackers and mistakes put where a value or a name is expected.

/** Texts that mean something to SQL, to drivers or to JavaScript. */
export const hostileTexts: readonly string[] = [
  "'",
  "''",
  '"',
  '`',
  '\\',
  "\\'",
  "' OR '1'='1",
  "'; DROP TABLE injection_items; --",
  '"; DROP TABLE injection_items; --',
  '`; DROP TABLE injection_items; #',
  "1' UNION SELECT NULL, NULL --",
  '/* comment */',
  '*/ 1 /*',
  '/*! SELECT 1 */',
  '-- ',
  '#',
  ';',
  '?',
  '$1',
  ':name',
  '@variable',
  '@@version',
  '%',
  '_',
  '%s %d',
  '${1}',
  '{{1}}',
  '(SELECT 1)',
  'NULL',
  'null',
  'true',
  '1',
  '1e309',
  '-0',
  'NaN',
  'Infinity',
  '0x1F',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  "E'\\x27'",
  '$$;DROP TABLE injection_items;$$',
  '\u02BC OR 1=1',
  '\uFF07 OR 1=1',
  '\u2028',
  '\r\n',
  '\b\x7F',
  '\u{1F600}',
  '\u202Egnp.exe',
  'x'.repeat(2_000),
];

/** Texts that no database takes alike: refused before anything runs. */
export const impossibleTexts: readonly string[] = ['\0', 'a\0b', "'\0 OR 1=1", '\uD800', 'a\uDC00', '\uDBFFx'];

class Liar {
  toString(): string {
    return "' OR 1=1 --";
  }

  toJSON(): string {
    return "' OR 1=1 --";
  }

  valueOf(): number {
    return 1;
  }

  get length(): number {
    return 1;
  }
}

/** What is no text, number or date, whatever it says of itself. */
export function nonScalars(): readonly unknown[] {
  return [
    {},
    [],
    ['x'],
    [['x']],
    [{ eq: 'x' }],
    { toString: () => "' OR 1=1 --" },
    { valueOf: () => 1 },
    { toJSON: () => "'" },
    { length: 1, 0: 'x' },
    { $ne: null },
    { $gt: '' },
    { '': 'x' },
    JSON.parse('{"__proto__": {"eq": "x"}}'),
    JSON.parse('{"constructor": {"prototype": {"eq": "x"}}}'),
    Object.create({ eq: 'x' }),
    Object.create(null),
    new Liar(),
    new String("' OR 1=1 --"),
    new Number(1),
    new Boolean(true),
    new Map([['eq', 'x']]),
    new Set(['x']),
    new Error("'"),
    new Date(Number.NaN),
    Symbol('x'),
    Symbol.iterator,
    () => "' OR 1=1 --",
    () => undefined,
    async () => true,
    class {},
    Promise.resolve('x'),
    Buffer.from("' OR 1=1 --"),
    new Uint8Array(2),
    new Proxy({}, {}),
    /' OR 1=1/m,
  ];
}

/** Names that no entity has. */
export const hostileNames: readonly unknown[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  '',
  ' ',
  '-',
  '--',
  '--name',
  '.',
  '..',
  'name.',
  '.name',
  'name.length',
  'name.constructor',
  'owner.__proto__',
  'owner.constructor.name',
  'name; DROP TABLE injection_items',
  'name" --',
  'name` #',
  '"name"',
  'NAME',
  'name desc',
  'name, id',
  '(select 1)',
  '1',
  '*',
  '\0',
  '\uD800',
  'x'.repeat(100_000),
  null,
  undefined,
  0,
  1,
  Number.NaN,
  true,
  1n,
  Symbol('name'),
  {},
  [],
  ['name'],
  new Date(0),
  { toString: () => 'name' },
  new String('name'),
];

/** Numbers that count nothing. */
export const hostileNumbers: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0.5,
  2 ** 53,
  '1',
  '1; DROP TABLE injection_items',
  '',
  ' ',
  null,
  undefined,
  true,
  1n,
  [],
  [1],
  {},
  { valueOf: () => 1 },
  { [Symbol.toPrimitive]: () => 1 },
  new Number(1),
  new Date(1),
  Symbol('1'),
  () => 1,
];
