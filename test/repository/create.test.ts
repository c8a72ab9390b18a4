// New rows: generated values, defaults, and input that is refused.
import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataSource, InvalidValueError, type Repository, UniqueViolationError, UnknownKeyError, ValidationFailedError } from 'oxyde';
import { describeEachDialect } from '../support/test-database.js';
import { Country, Dog, DogRepository, entities, Kennel, Size, untyped } from './kennel.js';

describeEachDialect('create', (_, url) => {
  let dataSource: DataSource;
  let dogs: Repository<Dog>;

  beforeAll(async () => {
    dataSource = await DataSource.open({ url: url(), entities });
    await dataSource.createTables();
    dogs = dataSource.repository(Dog);
  });
  afterAll(() => dataSource.close());

  test('gives an instance with all generated values and defaults', async () => {
    const before = Date.now();
    const dog = await dogs.create({ name: 'Rex' });
    expect(dog).toBeInstanceOf(Dog);
    expect(dog.label).toBe('Rex (0)');
    expect(dog).toMatchObject({ name: 'Rex', age: 0, size: Size.Small, tag: 'made', notes: null, kennelId: null, version: 1 });
    expect(dog.id).toBeGreaterThan(0);
    expect(dog.createdAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(dog.updatedAt).toEqual(dog.createdAt);
  });

  test('stores what it gives', async () => {
    const dog = await dogs.create({ name: 'Bella', age: 3, size: Size.Large, notes: 'barks' });
    expect(await dogs.get(dog.id)).toEqual(dog);
  });

  test('makes UUIDs that follow each other', async () => {
    const kennels = dataSource.repository(Kennel);
    const first = await kennels.create({ name: 'North' });
    await new Promise((resolve) => setTimeout(resolve, 3));
    const second = await kennels.create({ name: 'South' });
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second.id > first.id).toBe(true);
    expect(await kennels.get(first.id)).toEqual(first);
  });

  test('takes natural keys', async () => {
    const countries = dataSource.repository(Country);
    expect(await countries.create({ code: 'FI', name: 'Finland' })).toEqual({ code: 'FI', name: 'Finland' });
    expect((await countries.get({ code: 'FI' })).name).toBe('Finland');
  });

  test('leaves the input as it is, and takes undefined for absent and null for NULL', async () => {
    const input = Object.freeze({ name: 'Luna', age: undefined, notes: null });
    const dog = await dogs.create(untyped<Dog>(input));
    expect(dog).toMatchObject({ age: 0, notes: null });
    expect(input).toEqual({ name: 'Luna', age: undefined, notes: null });
  });

  test('takes an instance of the class', async () => {
    const input = Object.assign(new Dog(), { name: 'Milo' });
    const dog = await dogs.create(untyped<Dog>(input));
    expect(dog.name).toBe('Milo');
    expect(input.id).toBeUndefined();
  });

  test.each([
    ['a value of a generated column', { name: 'A', id: 5 }, InvalidValueError, /Dog\.id/],
    ['a time that Oxyde writes', { name: 'A', createdAt: new Date() }, InvalidValueError, /Dog\.createdAt/],
    ['a related row', { name: 'A', kennel: { id: 'x' } }, InvalidValueError, /Dog\.kennel.*kennelId/s],
    ['an unknown key', { name: 'A', nmae: 'B' }, UnknownKeyError, /nmae/],
    ['a broken rule', { name: 'A', age: -1 }, ValidationFailedError, /age must not be less than 0/],
    ['a missing value', {}, ValidationFailedError, /name must be a string/],
    ['a text that is too long', { name: 'x'.repeat(31) }, ValidationFailedError, /name must be shorter/],
    ['NULL where there is none', { name: null }, ValidationFailedError, /name/],
  ])('refuses %s', async (_title, input, type, message) => {
    const before = await dogs.count();
    const failure = await dogs.create(untyped<Dog>(input)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(type);
    expect((failure as Error).message).toMatch(message);
    expect(await dogs.count()).toBe(before);
  });

  test('says which constraint a duplicate breaks', async () => {
    const failure = await dogs.create({ name: 'Rex' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UniqueViolationError);
    expect((failure as UniqueViolationError).constraint).toMatch(/dogs/);
    expect((failure as Error).message).not.toMatch(/Rex/);
  });

  test('takes part in the transaction of its context', async () => {
    const before = await dogs.count();
    const rolledBack = dataSource.transaction(async () => {
      await dogs.create({ name: 'Ghost' });
      expect(await dogs.count()).toBe(before + 1);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await dogs.count()).toBe(before);
  });

  test('a class of its own has all verbs', async () => {
    const custom = new DogRepository(dataSource, Dog);
    await custom.create({ name: 'Old', age: 12 });
    expect((await custom.grown().all()).map(({ name }) => name)).toContain('Old');
  });
});

test('a repository without a data source says how it is made', () => {
  const Made = DogRepository as unknown as new () => DogRepository;
  expect(() => new Made()).toThrow(/DogRepository.*data source/);
});
