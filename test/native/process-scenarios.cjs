// Processes of their own around the bare addon: `node process-scenarios.cjs <scenario>`; each prints what it saw and has to end by itself.
'use strict';
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { join } = require('node:path');
const { loadAddon } = require(join(__dirname, '../../lib/native/load-addon.cjs'));

const modes = { rows: 0, begin: 2, connect: 8, close: 9, controlledStream: 12 + 64 };
/** A statement that takes SQLite some hundred milliseconds, on a thread. */
const slow = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000000) SELECT count(*) FROM c';

/** A statement that takes long on any server. */
function longStatement(url, seconds) {
  if (url.startsWith('sqlite')) return slow;
  return url.startsWith('postgres') ? `SELECT pg_sleep(${seconds})` : `SELECT SLEEP(${seconds})`;
}

/** A statement of many rows. */
function manyRows(url) {
  if (url.startsWith('sqlite')) return 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 300000) SELECT n FROM c';
  return url.startsWith('postgres') ? 'SELECT generate_series(1, 300000) AS n' : 'SELECT seq AS n FROM seq_1_to_300000';
}

/** MessagePack of plain data. */
function pack(value) {
  if (value === null) return [0xc0];
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'number') return [0xce, value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return [0xda, bytes.length >> 8, bytes.length & 255, ...bytes];
  }
  if (Array.isArray(value)) return [0xdc, value.length >> 8, value.length & 255, ...value.flatMap(pack)];
  const entries = Object.entries(value);
  return [0xde, entries.length >> 8, entries.length & 255, ...entries.flatMap(([key, item]) => [...pack(key), ...pack(item)])];
}

/** One environment with one data source. */
function attach(url) {
  const { addon } = loadAddon();
  const waiting = new Map();
  const settleAll = (answers) => {
    for (let at = 0; at < answers.length; at += 9 + answers.readUInt32LE(at + 5)) {
      const id = answers.readUInt32LE(at);
      const settle = waiting.get(id);
      waiting.delete(id);
      settle(answers[at + 4]);
    }
  };
  const environment = addon.attach(settleAll);
  const dataSource = addon.open(environment, Buffer.from(pack({ url })));
  let lastId = 0;
  const ask = (executor, number, wanted, ...parameters) =>
    new Promise((resolve) => {
      waiting.set(++lastId, resolve);
      const request = [lastId, executor, number, wanted, parameters.length, ...parameters].flatMap(pack);
      // Without a place for answers, they come in a buffer of their own.
      const answers = addon.submit(environment, Buffer.from(request), request.length, Buffer.alloc(0), 0);
      if (typeof answers !== 'number') settleAll(answers);
    });
  const prepare = (plan, sql) =>
    addon.prepare(environment, dataSource, plan, Buffer.from(pack({ kind: 'raw', fragments: [{ kind: 'text', text: sql }] })));
  const run = (plan) => ask(dataSource, plan, modes.rows);
  return { ask, prepare, run, dataSource };
}

const scenarios = {
  async stream(url) {
    const { ask, prepare, dataSource } = attach(url);
    prepare(1, manyRows(url));
    console.log(`status ${await ask(dataSource, 1, modes.controlledStream, null)}`);
  },
  /** A pool that nobody uses lets the process end. */
  async idle(url) {
    const { prepare, run } = attach(url);
    prepare(1, 'SELECT 1');
    console.log('status', await run(1));
  },
  /** Neither does an open transaction. */
  async transaction(url) {
    const { ask, dataSource } = attach(url);
    console.log('status', await ask(dataSource, 1, modes.begin, null, false, null));
  },
  /** An answer that is awaited keeps it alive. */
  async busy(url) {
    const { prepare, run } = attach(url);
    prepare(1, longStatement(url, 0.3));
    void run(1).then((status) => console.log('status', status));
  },
  /** `process.exit` in the middle of work. */
  async exit(url) {
    const { ask, prepare, run, dataSource } = attach(url);
    await ask(dataSource, 0, modes.connect);
    prepare(1, longStatement(url, 5));
    for (let count = 0; count < 20; count++) void run(1);
    setTimeout(() => process.exit(7), 20);
  },
  /** Workers that come and go, the last ones ended in the middle of work. */
  async workers(url) {
    for (let round = 0; round < 4; round++) {
      const workers = Array.from({ length: 3 }, () => new Worker(__filename, { argv: ['worker', url] }));
      await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    const { prepare, run } = attach(url);
    prepare(1, 'SELECT 1');
    console.log('status', await run(1));
  },
  async worker(url) {
    const { ask, prepare, run, dataSource } = attach(url);
    await ask(dataSource, 0, modes.connect);
    prepare(1, 'SELECT 1');
    for (let count = 0; count < 100; count++) await run(1);
    await ask(dataSource, 1, modes.begin, null, true, null);
    prepare(2, longStatement(url, 5));
    for (let count = 0; count < 20; count++) void run(2);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort.postMessage('busy');
  },
};

const [scenario, url] = process.argv.slice(2);
if (isMainThread || scenario === 'worker') void scenarios[scenario](url);
