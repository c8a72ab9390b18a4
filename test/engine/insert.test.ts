// Inserts of any size give the stored rows in order, on servers that can return them and on those that cannot.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../lib/engine/database.js';
import { Engine } from '../../lib/engine/engine.js';
import type { ServerProfile } from '../../lib/engine/server-profile.js';
import type { Executor } from '../../lib/query/executor.js';
import { Transactions } from '../../lib/transaction/transactions.js';
import { conflictOf } from '../../lib/query/conflicts.js';
import { metadataOf } from '../support/metadata.js';
import { describeEachDialect } from '../support/test-database.js';

class Note {}
class Tag {}

const note = metadataOf(
  Note,
  'notes',
  { id: { kind: 'int' }, word: { kind: 'string', maxLength: 50 }, at: { kind: 'timestamp' } },
  { id: { generation: 'autoIncrement' }, at: { isNullable: true } },
);
const tag = metadataOf(Tag, 'tags', { name: { kind: 'string', maxLength: 50 }, size: { kind: 'int' } });
const instant = new Date('2024-02-29T12:00:00.123Z');

/** A server of which nothing is known but that it cannot return what it inserts. */
class EngineWithoutReturning extends Engine {
  override async profile(): Promise<ServerProfile> {
    return { ...(await super.profile()), hasInsertReturning: false };
  }
}

describeEachDialect('insert', (dialect, url) => {
  let database: Database;
  let returning: Executor;

  beforeAll(async () => {
    database = new Database({ url: url() });
    returning = new Transactions(database.engine, () => undefined).executor;
    await database.createTables(returning, [note, tag]);
    await database.createTables(returning, [note, tag]);
  });
  afterAll(() => database.close());

  // Only MySQL tells the generated key of a statement apart from its rows.
  const ways = dialect === 'mysql' ? ['returning', 'reading back'] : ['returning'];
  describe.each(ways.map((way) => [way]))('%s', (way) => {
    let executor: Executor;

    beforeAll(() => {
      const { planner, link, observer } = database.engine;
      const engine = way === 'returning' ? database.engine : new EngineWithoutReturning({ planner, link, observer });
      executor = new Transactions(engine, () => undefined).executor;
    });

    test('gives the instance with its generated key', async () => {
      const [row] = await executor.insert({ entity: note, properties: ['word', 'at'], rows: [['ä😀', instant]] });
      expect(row).toBeInstanceOf(Note);
      expect(row).toEqual({ id: expect.any(Number), word: 'ä😀', at: instant });
    });

    test('gives many instances in the order of the rows', async () => {
      const words = Array.from({ length: 50 }, (_, index) => `w${index}`);
      const rows = await executor.insert({ entity: note, properties: ['word'], rows: words.map((word) => [word]) });
      expect(rows.map((row) => (row as { word: string }).word)).toEqual(words);
      expect(new Set(rows.map((row) => (row as { id: number }).id)).size).toBe(50);
    });

    test('finds rows by keys that were given', async () => {
      const names = [`b ${way}`, `a ${way}`, `c ${way}`];
      const rows = await executor.insert({ entity: tag, properties: ['name', 'size'], rows: names.map((name, size) => [name, size]) });
      expect(rows).toEqual(names.map((name, size) => ({ name, size })));
    });

    test('updates on a conflict where asked to', async () => {
      const request = { entity: tag, properties: ['name', 'size'], onConflict: conflictOf(tag, { target: ['name'], update: ['size'] }) };
      await executor.insert({ ...request, rows: [[`x ${way}`, 1]] });
      expect(await executor.insert({ ...request, rows: [[`x ${way}`, 2]] })).toEqual([{ name: `x ${way}`, size: 2 }]);
    });

    test('nothing needs no statement', async () => {
      expect(await executor.insert({ entity: note, properties: ['word'], rows: [] })).toEqual([]);
    });
  });

  test('more rows than one statement takes come as a whole, in order', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => [`many ${index}`, null]);
    const inserted = await returning.insert({ entity: note, properties: ['word', 'at'], rows });
    expect(inserted.map((row) => (row as { word: string }).word)).toEqual(rows.map(([word]) => word));
  });

  test('more rows than one statement takes leave nothing behind when one fails', async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => [`t${index}`, index]);
    const before = await count('tags');
    const attempt = returning.insert({ entity: tag, properties: ['name', 'size'], rows: [...rows, ['t0', 0]] });
    await expect(attempt).rejects.toThrow();
    expect(await count('tags')).toBe(before);
  });

  test('a row without any value gets its defaults', async () => {
    class Empty {}
    const empty = metadataOf(Empty, 'empties', { id: { kind: 'int' } }, { id: { generation: 'autoIncrement' } });
    await database.createTables(returning, [empty]);
    const rows = await returning.insert({ entity: empty, properties: [], rows: [[], [], []] });
    expect(rows.map((row) => (row as { id: number }).id)).toEqual([1, 2, 3]);
  });

  test('large rows are cut by their size, too', async () => {
    class Blob {}
    const blob = metadataOf(Blob, 'blobs', { id: { kind: 'int' }, data: { kind: 'bytes' } }, { id: { generation: 'autoIncrement' } });
    await database.createTables(returning, [blob]);
    const rows = Array.from({ length: 5 }, (_, index) => [new Uint8Array(1_500_000).fill(index)]);
    const inserted = await returning.insert({ entity: blob, properties: ['data'], rows });
    expect(inserted.map((row) => (row as { data: Uint8Array }).data[0])).toEqual([0, 1, 2, 3, 4]);
  });

  async function count(table: string): Promise<number> {
    const text = `SELECT COUNT(*) AS n FROM ${table}`;
    const [row] = await returning.raw({ statement: { kind: 'raw', fragments: [{ kind: 'text', text }] }, values: [] });
    return Number((row as { n: number | bigint }).n);
  }
});
