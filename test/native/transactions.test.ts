// Transactions over the bridge: a queue in order, savepoints, and their end.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mode } from '../../lib/wire/tags.js';
import { describeEachDialect } from '../support/test-database.js';
import { Wire } from './wires.js';

describeEachDialect('a transaction', (dialect, url) => {
  let wire: Wire;
  let insert: number;
  let select: number;

  beforeAll(async () => {
    wire = Wire.open({ url: url(), pool: { max: 4 } });
    await wire.run('CREATE TABLE numbers (n BIGINT PRIMARY KEY)');
    insert = wire.prepare('INSERT INTO numbers VALUES (?)');
    select = wire.prepare('SELECT n FROM numbers ORDER BY n');
  });
  beforeEach(() => wire.run('DELETE FROM numbers'));
  afterAll(() => wire.close());

  const stored = async (): Promise<number[]> => (await wire.column(select)).map(Number);
  const end = (handle: number, how: number): Promise<Uint8Array> => wire.ask(handle, 0, how, []);

  test('keeps what it committed and nothing of what it rolled back', async () => {
    for (const [n, how] of [
      [1, mode.commit],
      [2, mode.rollback],
    ] as const) {
      const handle = await wire.begin();
      await wire.ask(handle, insert, mode.affected, [n]);
      expect((await wire.column(select, [], handle)).map(Number)).toContain(n);
      await end(handle, how);
    }
    expect(await stored()).toEqual([1]);
  });

  test('runs what is asked of it at once in order, before BEGIN has answered too', async () => {
    const handle = wire.bridge.nextHandle();
    const begun = wire.ask(wire.dataSource, handle, mode.begin, [null, false, null]);
    const order: number[] = [];
    const writes = Array.from({ length: 100 }, (_, n) => wire.ask(handle, insert, mode.affected, [n]).then(() => order.push(n)));
    const seen = wire.column(select, [], handle);
    const committed = end(handle, mode.commit);
    await Promise.all([begun, ...writes, committed]);
    expect(await seen).toHaveLength(100);
    expect(order).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(await stored()).toHaveLength(100);
  });

  test('goes back to a savepoint and no further', async () => {
    const handle = await wire.begin();
    await wire.ask(handle, insert, mode.affected, [1]);
    await wire.ask(handle, 7, mode.savepoint, []);
    await wire.ask(handle, insert, mode.affected, [2]);
    await wire.ask(handle, 7, mode.rollbackTo, []);
    await wire.ask(handle, 7, mode.release, []);
    await wire.ask(handle, insert, mode.affected, [3]);
    await end(handle, mode.commit);
    expect(await stored()).toEqual([1, 3]);
  });

  test('is closed after its end, whatever was asked together with it', async () => {
    const handle = await wire.begin();
    const committed = end(handle, mode.commit);
    const late = wire.ask(handle, insert, mode.affected, [1]);
    await committed;
    await expect(late).rejects.toMatchObject({ kind: 'transactionClosed' });
    await expect(end(handle, mode.rollback)).rejects.toMatchObject({ kind: 'transactionClosed' });
    expect(await stored()).toEqual([]);
  });

  test('ends at its own timeout', async () => {
    const handle = await wire.begin(50);
    await wire.ask(handle, insert, mode.affected, [1]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await expect(wire.ask(handle, insert, mode.affected, [2])).rejects.toMatchObject({ kind: 'transactionTimeout' });
    await end(handle, mode.rollback).catch(() => undefined);
    expect(await stored()).toEqual([]);
  });

  test('is rolled back with the data source that is released', async () => {
    const other = Wire.open({ url: url() });
    const late = other.prepare('SELECT 1');
    const handle = await other.begin();
    const plan = other.prepare('INSERT INTO numbers VALUES (?)');
    await other.ask(handle, plan, mode.affected, [1]);
    other.bridge.release(other.dataSource);
    await expect(other.column(late, [], handle)).rejects.toMatchObject({ kind: 'transactionClosed' });
    // The rollback happens on a thread; a write waits for it.
    await wire.ask(wire.dataSource, insert, mode.affected, [2]);
    expect(await stored()).toEqual([2]);
  });

  test('that cannot begin fails what waits for it', async () => {
    const handle = wire.bridge.nextHandle();
    const begun = wire.ask(wire.dataSource, handle, mode.begin, ['chaos', false, null]);
    await expect(begun).rejects.toMatchObject({ kind: 'invalidOptions', message: expect.stringContaining('serializable') });
    await expect(wire.ask(handle, insert, mode.affected, [1])).rejects.toMatchObject({ kind: 'transactionClosed' });
  });

  test('goes on after a statement that failed, where the database does', async () => {
    const handle = await wire.begin();
    await wire.ask(handle, insert, mode.affected, [1]);
    const [first, second] = await Promise.allSettled([
      wire.ask(handle, insert, mode.affected, [1]),
      wire.ask(handle, insert, mode.affected, [2]),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { kind: 'uniqueViolation' } });
    expect(second.status).toBe(dialect === 'postgres' ? 'rejected' : 'fulfilled');
    await end(handle, mode.rollback);
    expect(await stored()).toEqual([]);
  });
});
