// Every kind of column keeps its values exactly, on every dialect: what goes in comes out, in few rows and in many.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ColumnType } from '../../lib/entity/column-type.js';
import { Database } from '../../lib/engine/database.js';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import type { Executor } from '../../lib/query/executor.js';
import { initialState } from '../../lib/query/initial-state.js';
import type { QueryState } from '../../lib/query/query-state.js';
import { Transactions } from '../../lib/transaction/transactions.js';
import { metadataOf } from '../support/metadata.js';
import { describeEachDialect, type Dialect } from '../support/test-database.js';

interface Case {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: readonly unknown[];
  /** What comes out where it is written in another form. */
  readonly read?: readonly unknown[];
  /** Values that are refused. */
  readonly refused?: readonly unknown[];
}

const longText = 'Größe 😀 '.repeat(20_000);

const cases: readonly Case[] = [
  {
    name: 'string',
    type: { kind: 'string', maxLength: 20 },
    values: ['', 'a', "it's", 'ä€😀', ' x ', 'A\nB\t"\\'],
    refused: ['a\0b', '\ud83d', 5],
  },
  { name: 'text', type: { kind: 'text' }, values: ['', longText], refused: ['\0'] },
  {
    name: 'int',
    type: { kind: 'int' },
    values: [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    refused: [2 ** 53, 1.5, '1', Number.NaN],
  },
  { name: 'bigint', type: { kind: 'bigint' }, values: [0n, 2n ** 63n - 1n, -(2n ** 63n)], refused: [2n ** 63n, 1] },
  { name: 'float', type: { kind: 'float' }, values: [0, 0.1, -1.5e300, 5e-324, 2 ** 53], refused: ['1'] },
  {
    name: 'decimal',
    type: { kind: 'decimal', precision: 20, scale: 4 },
    values: ['0.0000', '12.5000', '-9999999999999999.9999'],
    refused: ['1.00001', '10000000000000000', 'x', 1.5, 'NaN'],
  },
  { name: 'boolean', type: { kind: 'boolean' }, values: [true, false], refused: [1, 'true'] },
  {
    name: 'uuid',
    type: { kind: 'uuid' },
    values: ['0190f5c2-0000-7000-8000-00000000000a', '0190F5C2-0000-7000-8000-00000000000B'],
    read: ['0190f5c2-0000-7000-8000-00000000000a', '0190f5c2-0000-7000-8000-00000000000b'],
    refused: ['x'],
  },
  { name: 'date', type: { kind: 'date' }, values: ['2024-02-29', '0001-01-01', '9999-12-31'], refused: ['2023-02-29', new Date()] },
  { name: 'time', type: { kind: 'time' }, values: ['00:00:00', '23:59:59.999999', '12:30:00.5'], refused: ['24:00:00'] },
  {
    name: 'timestamp',
    type: { kind: 'timestamp' },
    values: [new Date(0), new Date('2024-02-29T23:59:59.999Z'), new Date('1066-10-14T00:00:00.001Z'), new Date('9999-12-31T23:59:59.999Z')],
    refused: [new Date('x'), '2024-01-01'],
  },
  {
    name: 'localTimestamp',
    type: { kind: 'localTimestamp' },
    values: ['2024-02-29T23:59:59.999999', '0001-01-01T00:00:00', '2024-03-31T02:30:00'],
    refused: ['2024-02-30T00:00:00', '2024-01-01 00:00:00'],
  },
  { name: 'duration', type: { kind: 'duration' }, values: [0, 86_400_000, -5], refused: [0.5] },
  {
    name: 'bytes',
    type: { kind: 'bytes' },
    values: [new Uint8Array(), Uint8Array.of(0, 255, 128), new Uint8Array(5_000).fill(7)],
    refused: ['x'],
  },
  {
    name: 'json',
    type: { kind: 'json' },
    values: [{ a: [1, 'ä😀', null, true, 1.5], b: {} }, [], 'text', 5, false],
    refused: [{ a: undefined }, { a: 1n }, { a: '\0' }],
  },
  {
    name: 'array of string',
    type: { kind: 'array', of: 'string', maxLength: 20 },
    values: [[], ['a', '', 'ä"\\,{}', 'NULL']],
    refused: [[null], 'x'],
  },
  { name: 'array of int', type: { kind: 'array', of: 'int' }, values: [[], [1, -2, Number.MAX_SAFE_INTEGER]], refused: [['1']] },
  { name: 'array of bigint', type: { kind: 'array', of: 'bigint' }, values: [[2n ** 63n - 1n, 0n]] },
  { name: 'array of float', type: { kind: 'array', of: 'float' }, values: [[0.1, 2, -1e300]] },
  { name: 'array of decimal', type: { kind: 'array', of: 'decimal' }, values: [['1.50', '-0.001']] },
  { name: 'array of boolean', type: { kind: 'array', of: 'boolean' }, values: [[true, false]] },
  { name: 'array of uuid', type: { kind: 'array', of: 'uuid' }, values: [['0190f5c2-0000-7000-8000-00000000000a']] },
  { name: 'array of date', type: { kind: 'array', of: 'date' }, values: [['2024-02-29']] },
  { name: 'array of time', type: { kind: 'array', of: 'time' }, values: [['12:00:00', '23:59:59.5']] },
  { name: 'array of timestamp', type: { kind: 'array', of: 'timestamp' }, values: [[new Date(0), new Date('2024-02-29T23:59:59.999Z')]] },
  { name: 'array of localTimestamp', type: { kind: 'array', of: 'localTimestamp' }, values: [['2024-02-29T12:00:00.5']] },
  { name: 'array of bytes', type: { kind: 'array', of: 'bytes' }, values: [[Uint8Array.of(0, 255), new Uint8Array()]] },
  { name: 'enum of texts', type: { kind: 'enum', values: ['draft', 'it’s'] }, values: ['draft', 'it’s'], refused: ['x'] },
  { name: 'enum of numbers', type: { kind: 'enum', numbers: [0, 1, 5] }, values: [0, 5], refused: [2, '0'] },
];

describeEachDialect('kinds', (dialect: Dialect, url) => {
  let database: Database;
  let executor: Executor;

  beforeAll(async () => {
    database = new Database({ url: url() });
    executor = new Transactions(database.engine, () => undefined).executor;
  });
  afterAll(() => database.close());

  describe.each(cases.map((each) => [each.name, each] as const))('%s', (name, { type, values, read = values, refused = [] }) => {
    class Row {}
    const table = `kind_${name.replaceAll(' ', '_')}`;
    const entity = named(
      name,
      Row,
      table,
      { id: { kind: 'int' }, value: type },
      { id: { generation: 'autoIncrement' }, value: { isNullable: true } },
    );

    beforeAll(() => database.createTables(executor, [entity]));

    test('comes back as it went, one by one and many at a time', async () => {
      const rows = [...values.map((value) => [value]), [null]];
      const written = await executor.insert({ entity, properties: ['value'], rows });
      expect(valuesOf(written)).toEqual([...read, null]);
      const [single] = await executor.insert({ entity, properties: ['value'], rows: [[values[0]]] });
      expect(valuesOf([single])).toEqual([read[0]]);
      // More than 32 cells cross as columns instead of rows.
      const many = Array.from({ length: 40 }, (_, index) => rows[index % rows.length] ?? []);
      const expected = many.map((_, index) => [...read, null][index % rows.length]);
      expect(valuesOf(await executor.insert({ entity, properties: ['value'], rows: many }))).toEqual(expected);
      expect((await executor.rows(selectOf(entity))).length).toBe(rows.length + 41);
    });

    test('refuses what it cannot hold exactly', async () => {
      for (const value of refused) {
        await expect(executor.insert({ entity, properties: ['value'], rows: [[value]] })).rejects.toThrow(`${name}.value`);
      }
    });
  });

  test('what a database cannot hold is an error of its driver', async () => {
    class Odd {}
    const entity = metadataOf(Odd, 'odd', { id: { kind: 'int' }, value: { kind: 'float' } }, { id: { generation: 'autoIncrement' } });
    await database.createTables(executor, [entity]);
    const attempt = executor.insert({ entity, properties: ['value'], rows: [[Number.NaN]] });
    if (dialect === 'postgres') expect(valuesOf(await attempt)).toEqual([Number.NaN]);
    else await expect(attempt).rejects.toThrow('NaN');
  });
});

/** Entities of one data source have different names. */
function named(name: string, ...facts: Parameters<typeof metadataOf>): EntityMetadata {
  return { ...metadataOf(...facts), name };
}

function valuesOf(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => (row as { value: unknown }).value);
}

function selectOf(entity: QueryState['entity']): QueryState {
  return initialState(entity);
}
