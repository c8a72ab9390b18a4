// Streams of rows, signals and timeouts, on every database: what they give, and what they leave behind.
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  BelongsTo,
  CancelledError,
  Column,
  type DataSource,
  DecodeError,
  Entity,
  HasMany,
  Id,
  InvalidQueryError,
  InvalidValueError,
  type Many,
  type One,
  type Repository,
  StatementTimeoutError,
} from 'oxyde';
import { describeEachDataSource, type Dialect } from '../support/data-sources.js';

@Entity({ table: 'readings' })
class Reading {
  @Id() readonly id!: number;
  @Column.int() value!: number;
  @Column.text() note!: string;
  @HasMany(() => Mark, 'reading') marks!: Many<Mark>;
}

@Entity({ table: 'marks' })
class Mark {
  @Id() readonly id!: number;
  @Column.int() readingId!: number;
  @BelongsTo(() => Reading, 'readingId') reading!: One<Reading>;
}

/** A view whose only row takes for ever. */
@Entity({ table: 'endless' })
class Endless {
  @Id() readonly id!: number;
}

/** A view with a value, far behind, that no `int` can hold. */
@Entity({ table: 'faulty' })
class Faulty {
  @Id() readonly id!: number;
  @Column.int() value!: number;
}

/** Rows enough for many chunks. */
const many = 30_000;

const numbers: Record<Dialect, string> = {
  sqlite: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many}) SELECT i FROM n`,
  postgres: `SELECT i FROM generate_series(1, ${many}) AS n(i)`,
  mysql: `SELECT seq AS i FROM seq_1_to_${many}`,
};

const endless: Record<Dialect, string> = {
  sqlite: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS id FROM n',
  postgres: 'SELECT 1::bigint AS id FROM pg_sleep(20)',
  mysql: 'SELECT 1 + SLEEP(20) AS id',
};

async function run(dataSource: DataSource, sql: string): Promise<void> {
  await dataSource.sql(Object.assign([sql], { raw: [sql] }) as unknown as TemplateStringsArray).run();
}

async function fill(dataSource: DataSource, dialect: Dialect): Promise<void> {
  const text = dialect === 'mysql' ? "CONCAT('note ', i)" : "'note ' || i";
  await run(dataSource, `INSERT INTO readings (value, note) SELECT i * 2, ${text} FROM (${numbers[dialect]}) AS rows_of_numbers`);
  await run(dataSource, 'INSERT INTO marks (reading_id) SELECT id FROM readings WHERE value <= 20');
  await run(dataSource, 'DROP TABLE endless');
  await run(dataSource, `CREATE VIEW endless AS ${endless[dialect]}`);
  await run(dataSource, 'DROP TABLE faulty');
  const value = `CASE WHEN i = ${many - 5_000} THEN 9007199254740993 ELSE i END`;
  await run(dataSource, `CREATE VIEW faulty AS SELECT i AS id, ${value} AS value FROM (${numbers[dialect]}) AS rows_of_numbers`);
}

/** With a single connection, a stream that does not give it back is noticed at once. */
const options = { pool: { max: 1, acquireTimeout: 3_000 }, sqlite: { readers: 1 } };

describeEachDataSource(
  'streams',
  [Reading, Mark, Endless, Faulty],
  (open, dialect) => {
    let dataSource: DataSource;
    let readings: Repository<Reading>;

    beforeAll(async () => {
      dataSource = open();
      readings = dataSource.repository(Reading);
      await fill(dataSource, dialect);
    }, 30_000);

    /** Another statement gets the connection at once. */
    const expectFree = async (): Promise<void> => {
      expect(
        await readings
          .filter({ id: { lte: 5 } })
          .orderBy('id')
          .valuesList('id')
          .all(),
      ).toHaveLength(5);
      const { pool } = await dataSource.statistics();
      expect(pool.waiting).toBe(0);
    };

    const drain = async <R>(rows: AsyncIterable<R>): Promise<R[]> => {
      const all: R[] = [];
      for await (const row of rows) all.push(row);
      return all;
    };

    describe('rows', () => {
      test('are those of all(), in the same order', async () => {
        const query = readings.orderBy('-id');
        const streamed = await drain(query.stream());
        expect(streamed).toHaveLength(many);
        expect(streamed[0]).toBeInstanceOf(Reading);
        expect(streamed).toEqual(await query.all());
      }, 30_000);

      test('heed filters, projections and limits', async () => {
        const query = readings
          .filter({ value: { gt: 100 } })
          .orderBy('id')
          .limit(3)
          .valuesList('value');
        expect(await drain(query.stream())).toEqual([102, 104, 106]);
        expect(await drain(readings.filter({ value: 2 }).values('value', 'note').stream())).toEqual([{ value: 2, note: 'note 1' }]);
      });

      test('may be none', async () => {
        expect(await drain(readings.filter({ value: 1 }).stream())).toEqual([]);
        await expectFree();
      });

      test('come with what is joined', async () => {
        const rows = await drain(dataSource.repository(Mark).join({ reading: true }).orderBy('id').stream());
        expect(rows.map(({ reading }) => reading.value)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
      });

      test('are read once', async () => {
        const stream = readings.filter({ value: 2 }).stream();
        await drain(stream);
        expect(() => stream[Symbol.asyncIterator]()).toThrow(InvalidQueryError);
      });

      test('come through a Node.js stream', async () => {
        const rows = await drain(
          readings
            .filter({ value: { lte: 4 } })
            .orderBy('id')
            .stream()
            .readable() as AsyncIterable<Reading>,
        );
        expect(rows.map(({ value }) => value)).toEqual([2, 4]);
      });

      test('may be asked for before the ones before have come', async () => {
        const iterator = readings.orderBy('id').limit(3).stream()[Symbol.asyncIterator]();
        const answers = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
        expect(answers.map(({ done, value }) => (done === true ? undefined : value.value))).toEqual([2, 4, 6, undefined]);
      });
    });

    describe('the connection is free', () => {
      test('when the loop is left early', async () => {
        let count = 0;
        for await (const row of readings.orderBy('id').stream()) {
          expect(row.value).toBe(++count * 2);
          if (count === 10) break;
        }
        await expectFree();
      });

      test('when the loop throws', async () => {
        const failing = async (): Promise<void> => {
          for await (const { id } of readings.stream()) throw new Error(`at ${id > 0}`);
        };
        await expect(failing()).rejects.toThrow('at true');
        await expectFree();
      });

      test('when the Node.js stream is destroyed', async () => {
        const readable = readings.stream().readable();
        await once(readable, 'data');
        readable.destroy();
        await once(readable, 'close');
        await expectFree();
      });

      test('when a value cannot be read, which the loop hears of', async () => {
        let count = 0;
        const reading = async (): Promise<void> => {
          for await (const { id } of dataSource.repository(Faulty).stream()) count = id;
        };
        await expect(reading()).rejects.toThrow(DecodeError);
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThan(many);
        await expectFree();
      });

      test('when it is never read', async () => {
        readings.stream();
        await expectFree();
      });

      test('after ten streams left early, one after the other', async () => {
        for (let round = 0; round < 10; round++) {
          for await (const { value } of readings.orderBy('id').stream()) {
            expect(value).toBe(2);
            break;
          }
        }
        await expectFree();
      });
    });

    describe('a signal', () => {
      const endlessRows = (): Repository<Endless> => dataSource.repository(Endless);

      test('that is aborted already sends nothing', async () => {
        const reason = new Error('too late');
        const query = endlessRows().signal(AbortSignal.abort(reason));
        for (const attempt of [query.all(), query.count(), drain(query.stream())]) {
          const error = await attempt.catch((caught: unknown) => caught);
          expect(error).toBeInstanceOf(CancelledError);
          expect((error as CancelledError).cause).toBe(reason);
        }
      });

      test.each(['all', 'stream'] as const)('stops a statement that runs: %s', async (terminal) => {
        const [abort, reason, began] = [new AbortController(), new Error('enough'), performance.now()];
        const query = endlessRows().signal(abort.signal);
        const running = terminal === 'all' ? query.all() : drain(query.stream());
        setTimeout(() => abort.abort(reason), 150);
        const error = await running.catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(CancelledError);
        expect((error as CancelledError).cause).toBe(reason);
        expect(performance.now() - began).toBeLessThan(3_000);
        await expectFree();
      });

      test('takes a statement out of the queue for a connection', async () => {
        const [first, second] = [new AbortController(), new AbortController()];
        const holding = endlessRows().signal(first.signal).all();
        const waiting = endlessRows().signal(second.signal).all();
        await wait(50);
        second.abort();
        await expect(waiting).rejects.toThrow(CancelledError);
        first.abort();
        await expect(holding).rejects.toThrow(CancelledError);
        await expectFree();
      });

      test('ends a stream between its rows', async () => {
        const abort = new AbortController();
        const reading = async (): Promise<void> => {
          for await (const { value } of readings.orderBy('id').signal(abort.signal).stream()) if (value === 20) abort.abort();
        };
        await expect(reading()).rejects.toThrow(CancelledError);
        await expectFree();
      });

      test('does nothing after the end', async () => {
        const abort = new AbortController();
        expect(await readings.filter({ value: 2 }).signal(abort.signal).all()).toHaveLength(1);
        abort.abort();
        await expectFree();
      });

      test('of many short statements hits none of the others', async () => {
        for (let round = 0; round < 30; round++) {
          const abort = new AbortController();
          const stopped = readings
            .signal(abort.signal)
            .count()
            .catch((error: unknown) => error);
          setTimeout(() => abort.abort(), round % 7);
          const counted = readings
            .filter({ value: { lte: 20 } })
            .timeout(20_000)
            .count();
          expect(await counted).toBe(10);
          const outcome = await stopped;
          expect(outcome === many || outcome instanceof CancelledError).toBe(true);
        }
        await expectFree();
      }, 30_000);

      test('must be one', () => {
        expect(() => readings.signal({} as AbortSignal)).toThrow(InvalidValueError);
      });
    });

    describe('a timeout', () => {
      test.each(['all', 'stream'] as const)('stops a statement that runs: %s', async (terminal) => {
        const query = dataSource.repository(Endless).timeout(200);
        const began = performance.now();
        await expect(terminal === 'all' ? query.all() : drain(query.stream())).rejects.toThrow(StatementTimeoutError);
        expect(performance.now() - began).toBeLessThan(3_000);
        await expectFree();
      });

      test('counts the waiting for a connection', async () => {
        const abort = new AbortController();
        const holding = dataSource
          .repository(Endless)
          .signal(abort.signal)
          .all()
          .catch((error: unknown) => error);
        await wait(50);
        await expect(dataSource.repository(Endless).timeout(100).all()).rejects.toThrow(StatementTimeoutError);
        abort.abort();
        expect(await holding).toBeInstanceOf(CancelledError);
        await expectFree();
      });

      test('that is long enough changes nothing', async () => {
        expect(await readings.timeout(20_000).count()).toBe(many);
        expect(() => readings.timeout(0)).toThrow(InvalidValueError);
      });
    });

    describe('in a transaction', () => {
      test('a stream sees what the transaction did, and the transaction goes on after it', async () => {
        await dataSource.transaction(async () => {
          await readings.filter({ value: 2 }).update({ note: 'changed' });
          let count = 0;
          for await (const { note } of readings.orderBy('id').stream()) {
            if (count++ === 0) expect(note).toBe('changed');
            if (count === 10) break;
          }
          await readings.filter({ value: 2 }).update({ note: 'note 1' });
        });
        expect(await readings.filter({ value: 2 }).valuesList('note').all()).toEqual(['note 1']);
      });

      test('a stream is read to its end', async () => {
        const rows = await dataSource.transaction(() => drain(readings.orderBy('id').valuesList('value').stream()));
        expect(rows).toHaveLength(many);
        await expectFree();
      }, 20_000);

      test('a statement beside an open stream is refused, it would wait for ever', async () => {
        await dataSource.transaction(async () => {
          for await (const { id } of readings.stream()) {
            await expect(readings.filter({ id }).count()).rejects.toThrow(InvalidQueryError);
            await expect(dataSource.transaction(async () => undefined)).rejects.toThrow(InvalidQueryError);
            break;
          }
          expect(await readings.count()).toBe(many);
        });
      });

      test('a stream that is left half-read does not hold up the end', async () => {
        await dataSource.transaction(async () => {
          await readings.stream()[Symbol.asyncIterator]().next();
        });
        await expectFree();
      });

      test('a stream that prefetches is refused', async () => {
        await dataSource.transaction(async () => {
          expect(() => readings.prefetch({ marks: true }).stream()).toThrow(InvalidQueryError);
        });
      });

      test('a signal and a timeout stop a statement', async () => {
        const inside = dataSource.transaction(() => dataSource.repository(Endless).signal(AbortSignal.timeout(100)).all());
        await expect(inside).rejects.toThrow(CancelledError);
        const late = dataSource.transaction(() => dataSource.repository(Endless).timeout(100).all());
        await expect(late).rejects.toThrow(StatementTimeoutError);
        await expectFree();
      });
    });
  },
  options,
);

describeEachDataSource('streams beside each other', [Reading, Mark, Endless, Faulty], (open, dialect) => {
  beforeAll(() => fill(open(), dialect), 30_000);

  test('are read in turns, with other statements between', async () => {
    const readings = open().repository(Reading);
    const [up, down] = [readings.orderBy('id').stream()[Symbol.asyncIterator](), readings.orderBy('-id').stream()[Symbol.asyncIterator]()];
    let count = 0;
    for (;;) {
      const [first, last] = await Promise.all([up.next(), down.next()]);
      if (first.done === true || last.done === true) break;
      if (count++ % 5_000 === 0) expect(await readings.filter({ id: first.value.id }).count()).toBe(1);
    }
    expect(count).toBe(many);
  }, 30_000);

  test('load what is prefetched, batch by batch', async () => {
    let count = 0;
    for await (const { value, marks } of open().repository(Reading).prefetch({ marks: true }).orderBy('id').stream()) {
      count++;
      if (marks.length !== (value <= 20 ? 1 : 0)) throw new Error(`${value} has ${marks.length} marks.`);
    }
    expect(count).toBe(many);
  }, 30_000);

  test('a slow reader keeps the rows on the server', async () => {
    const iterator = open().repository(Reading).orderBy('id').stream()[Symbol.asyncIterator]();
    await iterator.next();
    await wait(300);
    let count = 1;
    while ((await iterator.next()).done !== true) count++;
    expect(count).toBe(many);
  }, 30_000);
});
