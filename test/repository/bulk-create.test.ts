// Many rows at once: order, chunks, groups and conflicts.
import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DataSource, type Repository, ValidationFailedError } from 'oxyde';
import { describeEachDialect } from '../support/test-database.js';
import { Country, Dog, entities, untyped } from './kennel.js';

describeEachDialect('bulkCreate', (_, url) => {
  let dataSource: DataSource;
  let dogs: Repository<Dog>;
  let countries: Repository<Country>;

  beforeAll(async () => {
    dataSource = await DataSource.open({ url: url(), entities });
    await dataSource.createTables();
    dogs = dataSource.repository(Dog);
    countries = dataSource.repository(Country);
  });
  beforeEach(async () => {
    await dogs.unfiltered().delete();
    await countries.unfiltered().delete();
  });
  afterAll(() => dataSource.close());

  test('of nothing is nothing', async () => {
    expect(await dogs.bulkCreate([])).toEqual([]);
  });

  test('gives instances in the order of the rows', async () => {
    const made = await dogs.bulkCreate([{ name: 'C', age: 3 }, { name: 'A' }, { name: 'B', notes: 'x' }]);
    expect(made.map(({ name }) => name)).toEqual(['C', 'A', 'B']);
    expect(made[0]).toBeInstanceOf(Dog);
    expect(made).toEqual(await dogs.orderBy('id').all());
  });

  test('takes more rows than one statement has room for', async () => {
    const rows = Array.from({ length: 12_000 }, (_row, index) => ({ name: `dog ${index}` }));
    const made = await dogs.bulkCreate(rows);
    expect(made).toHaveLength(rows.length);
    expect(made[11_999]?.name).toBe('dog 11999');
    expect(await dogs.count()).toBe(rows.length);
  });

  test('writes all rows or none', async () => {
    await dogs.create({ name: 'taken' });
    await expect(dogs.bulkCreate([{ name: 'free' }, { name: 'taken' }])).rejects.toThrow();
    expect(await dogs.count()).toBe(1);
  });

  test('checks every row before the first is written', async () => {
    await expect(dogs.bulkCreate([{ name: 'good' }, untyped<Dog>({ name: 'bad', age: -1 })])).rejects.toThrow(ValidationFailedError);
    expect(await dogs.count()).toBe(0);
  });

  test('updates rows that exist when asked to', async () => {
    await countries.create({ code: 'SE', name: 'Schweden' });
    const onConflict = { target: ['code'], update: ['name'] } as const;
    const rows = [
      { code: 'SE', name: 'Sweden' },
      { code: 'NO', name: 'Norway' },
    ];
    expect(await countries.bulkCreate(rows, { onConflict })).toEqual(rows);
    expect(await countries.orderBy('code').valuesList('name').all()).toEqual(['Norway', 'Sweden']);
  });

  test('leaves rows that exist alone when asked to', async () => {
    await countries.create({ code: 'SE', name: 'Sweden' });
    const rows = [
      { code: 'SE', name: 'other' },
      { code: 'DK', name: 'Denmark' },
    ];
    await countries.bulkCreate(rows, { onConflict: { target: ['code'] } });
    expect(await countries.orderBy('code').valuesList('name').all()).toEqual(['Denmark', 'Sweden']);
  });

  test('tells how far it has come', async () => {
    const seen: unknown[] = [];
    const rows = Array.from({ length: 4_500 }, (_row, index) => ({ name: `dog ${index}`, ...(index === 0 ? { notes: 'first' } : {}) }));
    await dogs.bulkCreate(rows, { onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ done: 4_500, total: 4_500 });
    await dogs.bulkCreate([{ name: 'one' }], { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ done: 1, total: 1 });
  });

  test('one wrong row among many leaves none', async () => {
    await countries.create({ code: 'SE', name: 'Sweden' });
    const rows = Array.from({ length: 6_000 }, (_row, index) => ({ code: `x${index}`, name: 'n' }));
    await expect(countries.bulkCreate([...rows.slice(0, 3_000), { code: 'SE', name: 'x' }, ...rows.slice(3_000)])).rejects.toThrow();
    expect(await countries.count()).toBe(1);
    expect(await countries.bulkCreate(rows)).toHaveLength(6_000);
  });
});
