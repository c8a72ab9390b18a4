// What an executor does beside inserts: rows, amounts, changes, definitions, SQL, EXPLAIN; and what it reports.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../lib/engine/database.js';
import { Engine } from '../../lib/engine/engine.js';
import type { ServerProfile } from '../../lib/engine/server-profile.js';
import type { QueryEvent } from '../../lib/observe/query-event.js';
import type { Executor } from '../../lib/query/executor.js';
import { initialState } from '../../lib/query/initial-state.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import { Transactions } from '../../lib/transaction/transactions.js';
import { metadataOf } from '../support/metadata.js';
import { describeEachDialect } from '../support/test-database.js';

class Note {
  id!: number;
  word!: string;
  size!: number;
}

const note = metadataOf(
  Note,
  'notes',
  { id: { kind: 'int' }, word: { kind: 'string', maxLength: 50 }, size: { kind: 'int' } },
  { id: { generation: 'autoIncrement' } },
);

/** A server that cannot return what it updates. */
class EngineWithoutReturning extends Engine {
  override async profile(): Promise<ServerProfile> {
    return { ...(await super.profile()), hasUpdateReturning: false };
  }
}

describeEachDialect('an executor', (dialect, url) => {
  let database: Database;
  let executor: Executor;
  const query = (target: Executor = executor): QueryBuilder => new QueryBuilder(target, initialState(note));

  beforeAll(async () => {
    database = new Database({ url: url(), name: 'blog' });
    executor = new Transactions(database.engine, () => undefined).executor;
    await database.createTables(executor, [note]);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await query().unfiltered().delete();
    const rows = ['a', 'b', 'c'].map((word, size) => [word, size]);
    await executor.insert({ entity: note, properties: ['word', 'size'], rows });
  });

  test('gives rows as instances', async () => {
    const rows = (await query()
      .filter({ size: { gte: 1 } })
      .orderBy('-size')
      .all()) as Note[];
    expect(rows.map(({ word }) => word)).toEqual(['c', 'b']);
    expect(rows[0]).toBeInstanceOf(Note);
  });

  test('counts, and says whether there is any', async () => {
    expect(await query().count()).toBe(3);
    expect(await query().filter({ word: 'a' }).exists()).toBe(true);
    expect(await query().filter({ word: 'x' }).exists()).toBe(false);
  });

  test('says how many rows it changed', async () => {
    expect(
      await query()
        .filter({ size: { lt: 2 } })
        .update({ word: 'z' }),
    ).toBe(2);
    expect(await query().filter({ word: 'z' }).update({ word: 'z' })).toBe(2);
    expect(await query().filter({ word: 'z' }).delete()).toBe(2);
    expect(await query().count()).toBe(1);
  });

  const ways = dialect === 'mysql' ? ['by statements of their own'] : ['returning', 'by statements of their own'];
  test.each(ways)('gives updated rows %s', async (way) => {
    const { planner, link, observer } = database.engine;
    const engine = way === 'returning' ? database.engine : new EngineWithoutReturning({ planner, link, observer });
    const target = new Transactions(engine, () => undefined).executor;
    // SQLite has no row locks.
    if (dialect === 'sqlite' && way !== 'returning') return;
    const rows = await query(target)
      .filter({ size: { gt: 0 } })
      .update({ word: 'new' }, { returning: true });
    expect((rows as unknown as Note[]).map(({ word, size }) => [word, size]).toSorted()).toEqual([
      ['new', 1],
      ['new', 2],
    ]);
    expect(await query(target).filter({ size: 99 }).update({ word: 'new' }, { returning: true })).toEqual([]);
  });

  test('tells the SQL of a query and its parameters, and runs nothing', async () => {
    const { sql, parameters } = await query().filter({ word: 'a' }).sql();
    expect(sql).toContain('notes');
    expect(parameters).toEqual(['a']);
  });

  test('explains', async () => {
    const explanation = await query()
      .filter({ size: { gte: 0 } })
      .explain();
    expect(explanation.text).toContain('notes');
  });

  test('keeps what it loaded when the plan cache is small', async () => {
    const small = new Database({ url: url(), planCacheSize: 2 });
    const { executor: target } = new Transactions(small.engine, () => undefined);
    for (let round = 0; round < 3; round++) {
      for (const count of [1, 2, 3]) {
        const filter = { and: Array.from({ length: count }, () => ({ word: 'a' })) };
        expect(await query(target).filter(filter).all()).toHaveLength(1);
      }
    }
    expect((await small.statistics()).plans).toBeLessThanOrEqual(2);
    await small.close();
  });

  describe('its events', () => {
    test('say what was run, without parameters', async () => {
      const events: QueryEvent[] = [];
      const remove = database.engine.observer.listen((event) => events.push(event));
      await query().filter({ word: 's3cret' }).all();
      await query().filter({ word: 's3cret' }).delete();
      remove();
      await query().all();
      expect(events[0]).toMatchObject({ dataSource: 'blog', entity: 'Note', operation: 'select', rows: 0 });
      expect(events[1]).toMatchObject({ operation: 'delete', rows: 0 });
      expect(JSON.stringify(events)).not.toContain('s3cret');
    });

    test('carry errors', async () => {
      const events: QueryEvent[] = [];
      const remove = database.engine.observer.listen((event) => events.push(event));
      const statement = { kind: 'raw', fragments: [{ kind: 'text', text: 'select * from nowhere' }] } as const;
      await executor.raw({ statement, values: [] }).catch(() => undefined);
      remove();
      expect(events).toEqual([expect.objectContaining({ operation: 'raw', error: expect.any(Error) })]);
    });
  });

  test('knows its server', async () => {
    expect(await database.connect()).toMatchObject({ dialect, maxParameters: expect.any(Number), version: expect.any(String) });
  });

  test('counts its connections', async () => {
    expect((await database.statistics()).pool.max).toBeGreaterThan(0);
  });

  test('a closed database takes nothing', async () => {
    const other = new Database({ url: url() });
    const target = new Transactions(other.engine, () => undefined).executor;
    await query(target).count();
    await other.close();
    await expect(query(target).count()).rejects.toThrow('closed');
  });

  test('a stack leads to the caller', async () => {
    async function readsNowhere(): Promise<void> {
      await executor.raw({ statement: { kind: 'raw', fragments: [{ kind: 'text', text: 'select * from nowhere' }] }, values: [] });
    }
    const error: unknown = await readsNowhere().catch((reason: unknown) => reason);
    expect((error as Error).stack).toContain('readsNowhere');
  });
});

test('options that make no sense are refused at once', () => {
  expect(() => new Database({ url: 'oracle://x' })).toThrow('sqlite:');
  expect(() => new Database({ url: 'sqlite::memory:', pool: { max: 0 } })).toThrow(/pool\.max/i);
});

test('a server that is not there is an error', async () => {
  const database = new Database({ url: 'postgres://nobody@127.0.0.1:1/x', connectTimeout: 2_000 });
  await expect(database.connect()).rejects.toThrow();
  await database.close({ timeout: 0 });
});
