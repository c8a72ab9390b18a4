// Raw SQL: interpolations are parameters, fragments are text, rows are records or entities.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../lib/engine/database.js';
import { InvalidQueryError } from '../../lib/error/invalid-query-error.js';
import { createSqlTag, sql, type SqlTag } from '../../lib/raw/sql-tag.js';
import { Transactions } from '../../lib/transaction/transactions.js';
import { metadataOf } from '../support/metadata.js';
import { describeEachDialect } from '../support/test-database.js';

class Person {
  id!: number;
  fullName!: string;
  isActive!: boolean;
  bornAt!: Date;
  wealth!: string;
  meta!: unknown;
}

const person = metadataOf(
  Person,
  'people',
  {
    id: { kind: 'int' },
    fullName: { kind: 'string', maxLength: 50 },
    isActive: { kind: 'boolean' },
    bornAt: { kind: 'timestamp' },
    wealth: { kind: 'decimal', precision: 10, scale: 2 },
    meta: { kind: 'json' },
  },
  { id: { generation: 'autoIncrement' }, fullName: { name: 'full_name' }, isActive: { name: 'is_active' }, bornAt: { name: 'born_at' } },
);
const bornAt = new Date('1815-12-10T01:02:03.004Z');

describeEachDialect('raw SQL', (dialect, url) => {
  let database: Database;
  let tag: SqlTag;

  beforeAll(async () => {
    database = new Database({ url: url() });
    const { executor } = new Transactions(database.engine, () => undefined);
    tag = createSqlTag({ executor, metadataOf: () => person, profile: () => database.connect() });
    await database.createTables(executor, [person]);
    const properties = ['fullName', 'isActive', 'bornAt', 'wealth', 'meta'];
    const rows = ['Ada', 'Grace', "O'Hara"].map((name, index) => [name, index < 2, bornAt, `${index}.50`, { n: index }]);
    await executor.insert({ entity: person, properties, rows });
  });
  afterAll(() => database.close());

  test('interpolated values are parameters', async () => {
    const name = "O'Hara";
    expect(await tag`select id from people where full_name = ${name}`.all()).toEqual([{ id: 3 }]);
    expect(await tag`select full_name from people where id = ${1} and is_active = ${true}`.first()).toEqual({ full_name: 'Ada' });
    expect(await tag`select id from people where full_name = ${"x' or '1' = '1"}`.all()).toEqual([]);
  });

  test('fragments nest', async () => {
    const active = sql.fragment`is_active = ${true}`;
    const both = sql.fragment`${active} and id > ${1}`;
    const rows = await tag`select id from ${sql.id('people')} where ${both} order by ${sql.id('people', 'id')}`.all();
    expect(rows).toEqual([{ id: 2 }]);
  });

  test('lists and joins are written out', async () => {
    expect(await tag`select id from people where id in (${sql.list([1, 3])}) order by id`.all()).toEqual([{ id: 1 }, { id: 3 }]);
    expect(await tag`select id from people where id in (${sql.list([])})`.all()).toEqual([]);
    const conditions = [sql.fragment`id > ${1}`, sql.fragment`id < ${3}`];
    expect(await tag`select id from people where ${sql.join(conditions, ' and ')}`.all()).toEqual([{ id: 2 }]);
    expect(await tag`select ${sql.join(['id', 'full_name'].map((name) => sql.id(name)))} from people where id = 1`.get()).toEqual({
      id: 1,
      full_name: 'Ada',
    });
  });

  test('a scalar is the first column of the first row', async () => {
    expect(Number(await tag`select count(*) from people`.scalar())).toBe(3);
    expect(await tag`select id from people where id = ${99}`.scalar()).toBeUndefined();
  });

  test('get wants exactly one row', async () => {
    await expect(tag`select id from people`.get()).rejects.toThrow();
    await expect(tag`select id from people where id = ${99}`.get()).rejects.toThrow();
  });

  test('rows become instances of an entity', async () => {
    const [row] = await tag(Person)`select * from people where id = ${2}`.all();
    expect(row).toBeInstanceOf(Person);
    expect(row).toEqual({ id: 2, fullName: 'Grace', isActive: true, bornAt, wealth: '1.50', meta: { n: 1 } });
    expect(Object.keys(row ?? {})).toEqual(['id', 'fullName', 'isActive', 'bornAt', 'wealth', 'meta']);
  });

  test('many rows become instances, too', async () => {
    const rows = await tag(Person)`select p.* from people p cross join people q cross join people r order by p.id`.all();
    expect(rows).toHaveLength(27);
    expect(rows.at(-1)).toEqual({ id: 3, fullName: "O'Hara", isActive: false, bornAt, wealth: '2.50', meta: { n: 2 } });
  });

  test('columns that the entity does not have, and missing ones, are errors that name them', async () => {
    await expect(tag(Person)`select *, 1 as extra from people`.all()).rejects.toThrow(InvalidQueryError);
    await expect(tag(Person)`select *, 1 as extra from people`.all()).rejects.toThrow('extra');
    await expect(tag(Person)`select id from people`.all()).rejects.toThrow('full_name');
  });

  test('a schema checks rows, and its complaint shows no value', async () => {
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (row: unknown) => {
          const { name } = row as { name: string };
          return name === 'Ada' ? { value: { name: name.toUpperCase() } } : { issues: [{ path: ['name'] }] };
        },
      },
    };
    expect(await tag(schema)`select full_name as name from people where id = ${1}`.all()).toEqual([{ name: 'ADA' }]);
    const error: unknown = await tag(schema)`select full_name as name from people where id = ${2}`.all().catch((reason: unknown) => reason);
    expect(String(error)).toContain('row 1: name');
    expect(String(error)).not.toContain('Grace');
  });

  test('a statement that changes rows can be run', async () => {
    await tag`update people set full_name = ${'Ada L.'} where id = ${1}`.run();
    expect(await tag`select full_name from people where id = ${1}`.scalar()).toBe('Ada L.');
    await tag`update people set full_name = ${'Ada'} where id = ${1}`.run();
  });

  test('null and other values have a type', async () => {
    await tag`update people set meta = ${{ deep: ['x'] }}, born_at = ${bornAt} where id = ${1}`.run();
    expect((await tag(Person)`select * from people where id = ${1}`.get()).meta).toEqual({ deep: ['x'] });
    await expect(tag`select ${undefined}`.all()).rejects.toThrow('undefined');
  });

  describe('errors', () => {
    test('of the server keep the stack of the caller', async () => {
      async function broken(): Promise<void> {
        await tag`select * from nowhere`.all();
      }
      const error: unknown = await broken().catch((reason: unknown) => reason);
      expect((error as Error).stack).toContain('broken');
      expect((error as Error).message).toContain('nowhere');
    });
  });

  test(`describes what it finds on ${dialect}`, async () => {
    const row = await tag`select id, full_name, wealth, meta from people where id = ${2}`.get();
    expect(row).toMatchObject({ id: 2, full_name: 'Grace', wealth: '1.50' });
  });
});
