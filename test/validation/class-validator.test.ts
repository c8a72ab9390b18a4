// Columns write class-validator rules: the same names and messages as hand-written ones, for every kind.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import {
  IsArray,
  IsBoolean,
  IsDate,
  IsDefined,
  IsEnum,
  IsInt,
  IsNumber,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { Column } from '../../lib/entity/column.js';
import { Entity } from '../../lib/entity/entity.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { Id } from '../../lib/entity/generated-columns.js';
import { ValidationFailedError } from '../../lib/error/validation-failed-error.js';
import { assertValid } from '../../lib/validation/assert-valid.js';

enum Size {
  Small = 1,
  Large = 2,
}
enum Colour {
  Red = 'red',
  Blue = 'blue',
}

@Entity()
class Thing {
  @Id() id!: number;
  @Column.string({ maxLength: 5, minLength: 2, pattern: /^[a-z]+$/i }) word!: string;
  @Column.text() text!: string;
  @Column.int({ min: 0, max: 9 }) digit!: number;
  @Column.float({ min: -0.5 }) ratio!: number;
  @Column.boolean() flag!: boolean;
  @Column.uuid() key!: string;
  @Column.timestamp() at!: Date;
  @Column.enum(Size) size!: Size;
  @Column.enum(Colour) colour!: Colour;
  @Column.json<object>() meta!: object;
  @Column.array('string', { maxLength: 3 }) words!: string[];
  @Column.array('int') numbers!: number[];
}

class ByHand {
  @Matches(/^[a-z]+$/i) @MinLength(2) @MaxLength(5) @IsString() word!: unknown;
  @IsString() text!: unknown;
  @Max(9) @Min(0) @IsInt() digit!: unknown;
  @Min(-0.5) @IsNumber() ratio!: unknown;
  @IsBoolean() flag!: unknown;
  @IsUUID() key!: unknown;
  @IsDate() at!: unknown;
  @IsEnum(Size) size!: unknown;
  @IsEnum(Colour) colour!: unknown;
  @IsDefined() meta!: unknown;
  @MaxLength(3, { each: true }) @IsString({ each: true }) @IsArray() words!: unknown;
  @IsInt({ each: true }) @IsArray() numbers!: unknown;
}

const metadata = new EntityRegistry([Thing]).metadataOf(Thing);

const good = {
  word: 'abc',
  text: '',
  digit: 3,
  ratio: 0.25,
  flag: false,
  key: '9f1c7b1e-6d0f-4f0e-9e51-0c5a1fd1a001',
  at: new Date(),
  size: Size.Large,
  colour: Colour.Red,
  meta: {},
  words: ['a', 'b'],
  numbers: [],
};

const bad: readonly [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'x'],
  ['a long text', 'x1234567'],
  ['a number', 12],
  ['a fraction', -0.75],
  ['NaN', NaN],
  ['true', true],
  ['an object', { a: 1 }],
  ['a list of numbers', [1, 2.5]],
  ['a list of texts', ['abcd', 'x']],
  ['a list of nothing', [null]],
  ['an invalid date', new Date(NaN)],
];

describe.each(Object.keys(good))('the rules of %s', (property) => {
  test.each(bad)('say of %s what class-validator says', (_name, value) => {
    const input = { ...good, [property]: value };
    const expected = constraintsOf(validateSync(Object.assign(new ByHand(), input)), property);
    expect(constraintsOf(errorsOf(input), property)).toEqual(expected);
    expect(constraintsOf(validateSync(Object.assign(new Thing(), input)), property)).toEqual(expected);
  });
});

test('a good input breaks no rule', () => {
  expect(errorsOf(good)).toEqual([]);
  expect(validateSync(Object.assign(new Thing(), good))).toEqual([]);
});

test('all broken rules of all columns come at once', () => {
  const errors = errorsOf({});
  expect(errors.map(({ property }) => property)).toEqual(Object.keys(good));
});

test('errors hold neither the input nor its values', () => {
  const [error] = errorsOf({ ...good, word: 'secret!' });
  expect(JSON.stringify(error)).not.toContain('secret');
});

function errorsOf(input: object): readonly ValidationError[] {
  try {
    void assertValid(metadata, input);
    return [];
  } catch (error) {
    if (error instanceof ValidationFailedError) return error.errors;
    throw error;
  }
}

function constraintsOf(errors: readonly ValidationError[], property: string): Record<string, string> {
  return errors.find((error) => error.property === property)?.constraints ?? {};
}
