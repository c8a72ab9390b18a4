// Compiled checks: what they may take for valid, how often rules are asked, and the pipe that uses them. See also test/validators.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { BadRequestException, ValidationPipe } from '@nestjs/common';
import {
  isEmail,
  IsEmail,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Min,
  registerDecorator,
  validate,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { objectValidator, validateObject } from 'oxyde';
import { OxydeValidationPipe } from 'oxyde/nest';
import { closureValidator } from '../../lib/validation/compiled/validate-object.js';
import { isCommonEmail } from '../../lib/validation/compiled/shortcuts.js';
import { Random } from '../random/random.js';

class Item {
  @IsString() @Length(2, 5) sku!: string;
}

class Order {
  @IsEmail() email!: string;
  @IsInt() @Min(1) count!: number;
  @IsOptional() @IsString() note?: string;
  @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
}

const right = { email: 'ada@example.com', count: 2, items: [{ sku: 'abc' }] };
const bodies: readonly unknown[] = [
  right,
  { ...right, email: 'ada', count: 0 },
  { ...right, items: [{ sku: 'a' }, { sku: 'abc' }] },
  { ...right, items: [null] },
  { ...right, items: 'x' },
  { ...right, extra: 1 },
  { ...right, note: null },
  { ...right, constructor: 'x' },
  JSON.parse('{"__proto__":{"a":1},"email":"a@b.co","count":1,"items":[]}'),
  {},
  [],
  null,
  'x',
];

test('an address that is taken for common is one that class-validator accepts', () => {
  const random = new Random(5);
  const letters = 'abzAZ059';
  const signs = ['.', '_', '+', '-', '..', '--', '@', '', ' ', 'ä'];
  const word = (): string => Array.from({ length: 1 + random.below(6) }, () => random.pick([...letters])).join('');
  const part = (dots: readonly string[]): string =>
    Array.from({ length: 1 + random.below(4) }, word).reduce((text, next) => `${text}${random.pick(dots)}${next}`);
  let common = 0;
  for (let count = 0; count < 50_000; count++) {
    const isOrderly = random.chance(70);
    const address = `${part(isOrderly ? signs.slice(0, 4) : signs)}@${part(isOrderly ? ['.', '-'] : signs)}.${random.pick(['de', 'com', 'museum', 'c1', 'x'])}`;
    if (!isCommonEmail(address)) continue;
    common++;
    if (!isEmail(address)) throw new Error(address);
  }
  expect(common).toBeGreaterThan(10_000);
  for (const value of [null, 1, {}, ['a@b.co'], new String('a@b.co'), `${'a'.repeat(70)}@b.co`]) expect(isCommonEmail(value)).toBe(false);
});

test('a rule of the same name is asked itself', async () => {
  const IsOwnEmail = (): PropertyDecorator =>
    ValidateBy({
      name: 'isEmail',
      constraints: [undefined],
      validator: { validate: (value) => value === 'me@example.com', defaultMessage: () => '$property must be an email' },
    });
  class Own {
    @IsOwnEmail() email!: string;
  }
  const judge = async (email: string) => await validateObject(Object.assign(new Own(), { email }));
  expect(await judge('me@example.com')).toEqual([]);
  expect(await judge('you@example.com')).toHaveLength(1);
});

test('valid objects are answered at once, broken ones by class-validator', async () => {
  const order = Object.assign(new Order(), right, { items: [Object.assign(new Item(), { sku: 'abc' })] });
  for (const judge of [validateObject, objectValidator(), closureValidator()]) {
    expect(judge(order)).toEqual([]);
    const broken = Object.assign(new Order(), order, { count: 0 });
    expect(await judge(broken)).toEqual(await validate(broken));
  }
});

test('a rule that is asynchronous is left to class-validator', async () => {
  let asked = 0;
  const IsFree = (): PropertyDecorator => (target, propertyName) =>
    registerDecorator({
      name: 'isFree',
      target: target.constructor,
      propertyName: propertyName as string,
      options: {},
      validator: {
        validate: (value: unknown) => {
          asked++;
          return Promise.resolve(value !== 'taken');
        },
      },
    });
  class Account {
    @IsFree() name!: string;
  }
  const judge = objectValidator();
  expect(await judge(Object.assign(new Account(), { name: 'free' }))).toEqual([]);
  asked = 0;
  expect(await judge(Object.assign(new Account(), { name: 'free' }))).toEqual([]);
  expect(await judge(Object.assign(new Account(), { name: 'taken' }))).toHaveLength(1);
  expect(asked).toBe(2);
});

test('options count when they are given', async () => {
  const order = Object.assign(new Order(), { ...right, items: [], extra: 1 });
  const judge = objectValidator({ whitelist: true });
  expect(await judge(order)).toEqual([]);
  expect(order).not.toHaveProperty('extra');
  const options = { skipMissingProperties: false };
  expect(await validateObject(new Order(), options)).not.toEqual([]);
  options.skipMissingProperties = true;
  expect(await validateObject(new Order(), options)).toEqual([]);
});

describe('OxydeValidationPipe', () => {
  const metadata = { type: 'body' as const, metatype: Order };
  const outcome = async (pipe: ValidationPipe, body: unknown): Promise<unknown> => {
    try {
      return { value: await pipe.transform(structuredClone(body), metadata) };
    } catch (error) {
      return error instanceof BadRequestException ? error.getResponse() : String(error);
    }
  };

  test.each([
    [{}],
    [{ transform: true }],
    [{ transform: true, whitelist: true }],
    [{ whitelist: true, forbidNonWhitelisted: true }],
    [{ skipMissingProperties: true, stopAtFirstError: true }],
    [{ forbidUnknownValues: true, errorHttpStatusCode: 400 }],
  ])('answers as ValidationPipe does with %j', async (options) => {
    const [ours, theirs] = [new OxydeValidationPipe(options), new ValidationPipe(options)];
    for (const body of bodies) expect(await outcome(ours, body)).toEqual(await outcome(theirs, body));
    expect(await outcome(ours, right)).toMatchObject({ value: right });
  });
});
