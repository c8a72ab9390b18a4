// What callers see when the server cuts every connection under load: answers or typed errors, and then all works again.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Column, ConnectionLostError, DataSource, Entity, type Generated, Id } from 'oxyde';
import { setTimeout as pause } from 'node:timers/promises';
import { type Dialect, describeEachDialect } from '../support/test-database.js';

@Entity({ table: 'lost_notes' })
class Note {
  @Id() id!: Generated<number>;
  @Column.string() text!: string;
}

const poolSize = 10;
const noteCount = 500;

/** Has the server end all connections to the database but that of the caller; gives how many there were. */
const cuts: Record<Exclude<Dialect, 'sqlite'>, (admin: DataSource) => Promise<number>> = {
  postgres: async (admin) => {
    const cut = await admin.sql`
      select pg_terminate_backend(pid) as done from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.all();
    return cut.length;
  },
  mysql: async (admin) => {
    const threads = await admin.sql`
      select id as id from information_schema.processlist where db = database() and id <> connection_id()`.all();
    // One that has ended meanwhile cannot be killed.
    const kill = (id: string): Promise<unknown> => admin.sql`kill connection ${admin.sql.unsafe(id)}`.run().catch(() => undefined);
    for (const { id } of threads) await kill(String(id));
    return threads.length;
  },
};

describeEachDialect('under load', (dialect, url) => {
  let admin: DataSource;
  let dataSource: DataSource;

  beforeAll(async () => {
    const options = { url: url(), entities: [Note] };
    admin = await DataSource.open({ ...options, pool: { max: 1 } });
    await admin.createTables();
    await admin.repository(Note).bulkCreate(Array.from({ length: noteCount }, (_, index) => ({ text: `note ${index + 1}` })));
    dataSource = await DataSource.open({ ...options, pool: { max: poolSize } });
  });
  afterAll(async () => {
    await dataSource.close();
    await admin.close();
  });

  test('10,000 queries that wait for ten connections are all answered, each with its own row', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => (index % noteCount) + 1);
    const found = await Promise.all(ids.map((id) => dataSource.repository(Note).get(id)));
    expect(found.map(({ id, text }) => `${id} ${text}`)).toEqual(ids.map((id) => `${id} note ${id}`));
    expect((await dataSource.statistics()).pool.waiting).toBe(0);
  }, 60_000);

  if (dialect === 'sqlite') return;

  test('cut connections are typed errors for those who used them, and nothing for those who come next', async () => {
    const outcomes = { answers: 0, errors: [] as unknown[] };
    const end = Date.now() + 1_500;
    const callers = Array.from({ length: 50 }, (_, caller) => readUntil(dataSource, caller, end, outcomes));
    let cut = 0;
    for (let round = 0; round < 5; round += 1) {
      await pause(200);
      cut += await cuts[dialect](admin);
    }
    await Promise.all(callers);
    expect(cut).toBeGreaterThan(poolSize);
    expect(outcomes.answers).toBeGreaterThan(0);
    expect(outcomes.errors.filter((error) => !(error instanceof ConnectionLostError))).toEqual([]);
  }, 60_000);

  test('no connection is missing afterwards: as many transactions as the pool has connections run at the same time', async () => {
    await cuts[dialect](admin);
    const begun = new Set<object>();
    const end = Date.now() + 10_000;
    const work = async (transaction: object): Promise<void> => {
      await dataSource.repository(Note).get(1);
      begun.add(transaction);
      while (begun.size < poolSize && Date.now() < end) await pause(1);
    };
    await Promise.all(Array.from({ length: poolSize }, () => dataSource.transaction(work)));
    expect(begun.size).toBe(poolSize);
    expect((await dataSource.statistics()).pool).toMatchObject({ size: poolSize, waiting: 0 });
  }, 60_000);
});

async function readUntil(
  dataSource: DataSource,
  caller: number,
  end: number,
  outcomes: { answers: number; errors: unknown[] },
): Promise<void> {
  const notes = dataSource.repository(Note);
  for (let id = caller + 1; Date.now() < end; id = (id % noteCount) + 1) {
    try {
      const { text } = await notes.get(id);
      if (text !== `note ${id}`) throw new Error(`Note ${id} has the text of another.`);
      outcomes.answers += 1;
    } catch (error) {
      outcomes.errors.push(error);
    }
  }
}
