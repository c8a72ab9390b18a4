// Changes of rows: validated as new ones are, with what Oxyde writes by itself.
import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DataSource, InvalidValueError, type Repository, UnfilteredChangeError, UnknownKeyError, ValidationFailedError } from 'oxyde';
import { describeEachDialect } from '../support/test-database.js';
import { Dog, entities } from './kennel.js';

describeEachDialect('update, increment and delete', (_, url) => {
  let dataSource: DataSource;
  let dogs: Repository<Dog>;
  let rex: Dog;

  beforeAll(async () => {
    dataSource = await DataSource.open({ url: url(), entities });
    await dataSource.createTables();
    dogs = dataSource.repository(Dog);
  });
  beforeEach(async () => {
    await dogs.unfiltered().delete();
    rex = await dogs.create({ name: 'Rex', age: 3 });
    await dogs.create({ name: 'Bella', age: 5 });
  });
  afterAll(() => dataSource.close());

  test('update sets values and expressions in the filtered rows and says how many', async () => {
    expect(await dogs.filter({ name: 'Rex' }).update({ notes: 'old', age: (dog) => dog.age.plus(1) })).toBe(1);
    expect(await dogs.get(rex.id)).toMatchObject({ notes: 'old', age: 4 });
    expect(await dogs.filter({ age: { gt: 100 } }).update({ notes: 'none' })).toBe(0);
  });

  test('update raises the version and the time of the last change', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await dogs.filter({ id: rex.id }).update({ notes: 'x' });
    const { version, updatedAt, createdAt } = await dogs.get(rex.id);
    expect(version).toBe(2);
    expect(updatedAt.getTime()).toBeGreaterThan(createdAt.getTime());
  });

  test('update gives the changed rows when asked to', async () => {
    const changed = await dogs.filter({ name: 'Rex' }).update({ age: 9 }, { returning: true });
    expect(changed).toEqual([await dogs.get(rex.id)]);
    expect(changed[0]).toBeInstanceOf(Dog);
  });

  test.each([
    ['a broken rule', { age: -1 }, ValidationFailedError, /age must not be less than 0/],
    ['a text that is too long', { name: 'x'.repeat(31) }, ValidationFailedError, /name must be shorter/],
    ['a generated column', { id: 7 }, Error, /id/],
    ['a relation', { kennel: null }, Error, /kennel/],
    ['an unknown key', { nmae: 'x' }, UnknownKeyError, /nmae/],
  ])('update refuses %s', async (_title, patch, type, message) => {
    const failure = await dogs
      .filter({ id: rex.id })
      .update(patch as never)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(type);
    expect((failure as Error).message).toMatch(message);
    expect(await dogs.get(rex.id)).toEqual(rex);
  });

  test('increment adds in the database', async () => {
    await Promise.all(Array.from({ length: 10 }, () => dogs.filter({ id: rex.id }).increment('age', 2)));
    expect((await dogs.get(rex.id)).age).toBe(23);
  });

  test('delete takes the filtered rows', async () => {
    expect(await dogs.filter({ name: 'Rex' }).delete()).toBe(1);
    expect(await dogs.valuesList('name').all()).toEqual(['Bella']);
  });

  test('a change of the whole table has to be asked for', async () => {
    await expect(dogs.delete()).rejects.toThrow(UnfilteredChangeError);
    await expect(dogs.update({ notes: 'x' })).rejects.toThrow(UnfilteredChangeError);
    expect(await dogs.unfiltered().update({ notes: 'x' })).toBe(2);
  });

  test('a query is immutable and waits for its terminal', async () => {
    const young = dogs.filter({ age: { lt: 4 } });
    expect(await young.filter({ name: 'Bella' }).count()).toBe(0);
    expect(await young.count()).toBe(1);
  });

  test('a query made outside a transaction takes part in one when it runs inside', async () => {
    const all = dogs.filter({ age: { gte: 0 } });
    await dataSource
      .transaction(async () => {
        await dogs.create({ name: 'Ghost' });
        expect(await all.count()).toBe(3);
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await all.count()).toBe(2);
  });

  test('get refuses a key that does not fit', async () => {
    await expect(dogs.get('x' as never)).rejects.toThrow(InvalidValueError);
  });
});
