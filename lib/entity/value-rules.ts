// What the values of each column must be, as functions with class-validator's names and messages; made once per column.
import type { ColumnType, Kind } from './column-type.js';

/** One rule of a value. */
export interface ValueRule {
  /** The name under which class-validator reports it. */
  readonly name: string;
  /** Shown to tools that read class-validator's metadata. */
  readonly constraints: readonly unknown[];
  /** For each element of an array. */
  readonly isEach: boolean;
  /** `$property` stands for the property. */
  readonly message: string;
  test(value: unknown): boolean;
}

/** What a column's decorator says of its values. */
export interface RuleFacts {
  readonly type: ColumnType;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly minLength?: number | undefined;
  readonly pattern?: RegExp | undefined;
}

type Test = (value: unknown) => boolean;

/** The rules of a column's values other than null and undefined, which the column's own facts allow or not. */
export function valueRulesOf(facts: RuleFacts): readonly ValueRule[] {
  const { type } = facts;
  if (type.kind !== 'array') return kindRules(type.kind, facts);
  const { of = 'text', ...rest } = type;
  const elements = kindRules(of, { ...facts, type: { ...rest, kind: of } });
  return [rule('isArray', 'an array', Array.isArray), ...elements.map(ofEach)];
}

/** What a column without a default and without NULL asks of a value of any type. */
export const definedRule: ValueRule = {
  name: 'isDefined',
  constraints: [],
  isEach: false,
  message: '$property should not be null or undefined',
  test: (value) => value !== null && value !== undefined,
};

/** What columns that Oxyde or the database writes, and relations, ask of an input. */
export const absentRule: ValueRule = {
  name: 'isAbsent',
  constraints: [],
  isEach: false,
  message: '$property must not be given',
  test: (value) => value === undefined,
};

function kindRules(kind: Kind, facts: RuleFacts): ValueRule[] {
  switch (kind) {
    case 'string':
    case 'text':
      return textRules(facts);
    case 'int':
    case 'duration':
      return [rule('isInt', 'an integer number', Number.isSafeInteger), ...bounds(facts)];
    case 'float':
      return [named('isNumber', '$property must be a number conforming to the specified constraints', Number.isFinite), ...bounds(facts)];
    case 'boolean':
      return [rule('isBoolean', 'a boolean value', (value) => typeof value === 'boolean')];
    case 'bigint':
      return [rule('isBigInt', 'a bigint', (value) => typeof value === 'bigint')];
    case 'timestamp':
      return [rule('isDate', 'a Date instance', (value) => value instanceof Date && !Number.isNaN(value.getTime()))];
    case 'bytes':
      return [rule('isBytes', 'a Uint8Array', (value) => value instanceof Uint8Array)];
    case 'uuid':
      return [rule('isUuid', 'a UUID', matches(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i))];
    case 'date':
      return [rule('isDateOnly', 'a date of the form YYYY-MM-DD', isDay)];
    case 'time':
      return [rule('isTime', 'a time of the form HH:mm:ss[.ffffff]', matches(time))];
    case 'localTimestamp':
      return [rule('isLocalTimestamp', 'a date and time of the form YYYY-MM-DDTHH:mm:ss[.ffffff]', isLocalTimestamp)];
    case 'decimal':
      return [decimalRule(facts.type)];
    case 'enum':
      return [enumRule(facts.type)];
    case 'json':
    case 'array':
      return [];
  }
}

function textRules({ type, minLength, pattern }: RuleFacts): ValueRule[] {
  const { maxLength } = type;
  const rules = [rule('isString', 'a string', (value) => typeof value === 'string')];
  if (maxLength !== undefined) {
    const test: Test = (value) => typeof value === 'string' && (value.length <= maxLength || charactersOf(value) <= maxLength);
    rules.push(named('maxLength', '$property must be shorter than or equal to $constraint1 characters', test, [maxLength]));
  }
  if (minLength !== undefined) {
    const test: Test = (value) => typeof value === 'string' && value.length >= minLength && charactersOf(value) >= minLength;
    rules.push(named('minLength', '$property must be longer than or equal to $constraint1 characters', test, [minLength]));
  }
  if (pattern) rules.push(named('matches', '$property must match $constraint1 regular expression', matches(pattern), [pattern]));
  return rules;
}

function bounds({ min, max }: RuleFacts): ValueRule[] {
  const rules: ValueRule[] = [];
  if (min !== undefined) {
    const test: Test = (value) => typeof value === 'number' && value >= min;
    rules.push(named('min', '$property must not be less than $constraint1', test, [min]));
  }
  if (max !== undefined) {
    const test: Test = (value) => typeof value === 'number' && value <= max;
    rules.push(named('max', '$property must not be greater than $constraint1', test, [max]));
  }
  return rules;
}

function enumRule({ values, numbers }: ColumnType): ValueRule {
  const members: readonly unknown[] = values ?? numbers ?? [];
  const known = new Set(members);
  const message = '$property must be one of the following values: $constraint2';
  return named('isEnum', message, (value) => known.has(value), [Object.fromEntries(members.map((member) => [member, member])), members]);
}

function decimalRule({ precision, scale = 0 }: ColumnType): ValueRule {
  if (precision === undefined) return rule('isDecimal', 'a decimal number in a string', matches(/^[+-]?\d+(\.\d+)?$/));
  const whole = precision - scale;
  const test: Test = (value) => {
    const [, digits = '', fraction = ''] = (typeof value === 'string' && /^[+-]?0*(\d+?)(?:\.(\d*?)0*)?$/.exec(value)) || [];
    return digits !== '' && (digits === '0' ? 0 : digits.length) <= whole && fraction.length <= scale && isDecimal(value);
  };
  const expected = `a decimal number in a string with at most ${precision} digits, ${scale} of them after the point`;
  return rule('isDecimal', expected, test, [precision, scale]);
}

const isDecimal = matches(/^[+-]?\d+(\.\d+)?$/);
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/;

/** A day that the calendar has. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function isLocalTimestamp(value: unknown): boolean {
  return typeof value === 'string' && value[10] === 'T' && isDay(value.slice(0, 10)) && time.test(value.slice(11));
}

/** Code points, as databases count. */
function charactersOf(value: string): number {
  return value.length - (value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}

function matches(form: RegExp): Test {
  // `test` of a global or sticky pattern begins where the last one ended.
  const stateless = new RegExp(form.source, form.flags.replace(/[gy]/g, ''));
  return (value) => typeof value === 'string' && stateless.test(value);
}

function rule(name: string, expected: string, test: Test, constraints: readonly unknown[] = []): ValueRule {
  return named(name, `$property must be ${expected}`, test, constraints);
}

function named(name: string, message: string, test: Test, constraints: readonly unknown[] = []): ValueRule {
  return { name, constraints, isEach: false, message, test };
}

/** As class-validator does: a value that is no array is judged itself. */
function ofEach({ test, message, ...rest }: ValueRule): ValueRule {
  return {
    ...rest,
    isEach: true,
    message: `each value in ${message}`,
    test: (value) => (Array.isArray(value) ? value.every(test) : test(value)),
  };
}
