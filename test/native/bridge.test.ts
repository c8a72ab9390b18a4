// The bridge and the addon behind it: data sources, statements, failures, many requests at once.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Bridge } from '../../lib/native/bridge.js';
import { EncodedFailure } from '../../lib/native/encoded-failure.js';
import { readFailure } from '../../lib/wire/failure-reader.js';
import { mode, status } from '../../lib/wire/tags.js';
import { describeEachDialect } from '../support/test-database.js';
import { parametersOf, Wire } from './wires.js';

function refusalOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (error instanceof EncodedFailure) return readFailure(error.payload);
    throw error;
  }
  throw new Error('The call was not refused.');
}

describeEachDialect('a data source', (dialect, url) => {
  let wire: Wire;
  let one: number;

  beforeAll(() => {
    wire = Wire.open({ url: url() });
    one = wire.prepare('SELECT 1 AS one');
  });
  afterAll(() => wire.close());

  test('connects with its first statement', async () => {
    expect(await wire.column(one)).toEqual([1]);
  });

  test('says what its server is', async () => {
    const facts = await wire.facts(mode.connect);
    expect(facts).toMatchObject({ dialect, isMariadb: expect.any(Number), version: expect.stringMatching(/\d/) });
    expect(facts['versionNumber']).toBeGreaterThan(30_000);
    expect(facts['maxParameters']).toBeGreaterThan(30_000);
  });

  test('counts its connections and plans', async () => {
    const { size, plans } = await wire.facts(mode.statistics);
    expect(size).toBeGreaterThan(0);
    expect(plans).toBeGreaterThan(0);
  });

  test('answers 10,000 requests made at once, each with its own', async () => {
    const echo = wire.prepare(dialect === 'postgres' ? 'SELECT ?::int8' : 'SELECT ? AS echo');
    const numbers = Array.from({ length: 10_000 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((number) => wire.column(echo, [number])));
    expect(answers.map(([cell]) => Number(cell))).toEqual(numbers);
  });

  test('gives large results', async () => {
    const length = 300_000;
    const repeated = { sqlite: `printf('%0${length}d', 7)`, postgres: `repeat('é', ${length})`, mysql: `repeat('é', ${length})` };
    const text = wire.prepare(`SELECT ${repeated[dialect]} AS text`);
    const answers = await Promise.all([1, 2, 3].map(() => wire.column(text)));
    expect(answers.map(([cell]) => String(cell).length)).toEqual([length, length, length]);
  });

  test('says the text of a statement instead of running it', async () => {
    const facts = await wire.facts(mode.connect);
    expect(facts['dialect']).toBe(dialect);
    const payload = await wire.ask(wire.dataSource, wire.prepare('SELECT ? AS a'), mode.sql, [5]);
    expect(Buffer.from(payload).toString()).toContain(dialect === 'postgres' ? 'SELECT $1 AS a' : 'SELECT ? AS a');
  });

  test('tells what failed and goes on', async () => {
    await expect(wire.column(wire.prepare('SELECT * FROM missing'))).rejects.toMatchObject({ kind: 'undefinedTable' });
    expect(await wire.column(one)).toEqual([1]);
  });

  test('refuses a plan that is evicted, and one that is malformed', async () => {
    const evicted = wire.prepare('SELECT 2');
    wire.bridge.evict(wire.dataSource, evicted);
    await expect(wire.column(evicted)).rejects.toMatchObject({ kind: 'unknownPlan', isRetrySafe: true });
    wire.bridge.prepare(wire.dataSource, 999, Uint8Array.of(0x93, 1));
    await expect(wire.column(999)).rejects.toMatchObject({ kind: 'internal', message: expect.stringContaining('malformed') });
  });

  test('refuses a request without the parameters of its statement', async () => {
    await expect(wire.column(wire.prepare('SELECT ? AS a'))).rejects.toMatchObject({ kind: 'invalidStatement' });
  });

  test('keeps plans that are evicted for the requests before', async () => {
    const plan = wire.prepare('SELECT 3 AS three');
    const answer = wire.column(plan);
    wire.bridge.evict(wire.dataSource, plan);
    expect(await answer).toEqual([3]);
  });

  test('is closed once released', async () => {
    const other = Wire.open({ url: url() });
    const plan = other.prepare('SELECT 1');
    await other.column(plan);
    other.bridge.release(other.dataSource);
    await expect(other.column(plan)).rejects.toMatchObject({ kind: 'poolClosed' });
    expect(refusalOf(() => other.prepare('SELECT 1'))).toMatchObject({ kind: 'poolClosed' });
  });
});

test('options that make no sense are refused at once', () => {
  expect(refusalOf(() => Wire.open({ url: 'oracle://x' }))).toMatchObject({ kind: 'invalidOptions' });
  expect(refusalOf(() => Wire.open({ url: 'sqlite::memory:', colour: 'red' }))).toMatchObject({
    kind: 'invalidOptions',
    message: expect.stringContaining('colour'),
  });
});

test('a callback that throws loses no other answer', async () => {
  const wire = Wire.open({ url: 'sqlite::memory:' });
  const one = wire.prepare('SELECT 1');
  await wire.column(one);
  const later = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
  const nothing = parametersOf([]);
  wire.bridge.request(wire.dataSource, one, mode.rows, 0, nothing, () => {
    throw new Error('thrown by a callback');
  });
  expect(await wire.column(one)).toEqual([1]);
  const [[rethrow] = []] = later.mock.calls;
  expect(rethrow).toThrow('thrown by a callback');
  later.mockRestore();
  await wire.close();
});

test('requests that cannot be read fail, and those after them run', async () => {
  const wire = Wire.open({ url: 'sqlite::memory:' });
  const one = wire.prepare('SELECT 1');
  const failed = new Promise((resolve) => {
    // More parameters than bytes.
    wire.bridge.request(wire.dataSource, one, mode.rows, 200, parametersOf([1]), (given, payload) =>
      resolve(given === status.failure && readFailure(payload)),
    );
  });
  expect(await failed).toMatchObject({ kind: 'internal', message: expect.stringContaining('malformed') });
  expect(await wire.column(one)).toEqual([1]);
  await wire.close();
});

test('a module of its own has a bridge of its own, and both work', async () => {
  const wires = [Wire.open({ url: 'sqlite::memory:' }), Wire.open({ url: 'sqlite::memory:' }, new Bridge())];
  const answers = await Promise.all(wires.map((wire) => wire.column(wire.prepare('SELECT 4'))));
  expect(answers).toEqual([[4], [4]]);
  await Promise.all(wires.map((wire) => wire.close()));
});
