// What must neither grow nor stall: memory over millions of queries, the event loop beside large scans. `npm run bench:limits -- --help`
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Column, DataSource, Id } from '../dist/esm/lib/index.js';
import { readLimits } from './arguments.mjs';
import { shuffledIds } from './data.mjs';
import { createDatabase } from './databases/index.mjs';
import { blog } from './databases/tables.mjs';
import { decorate } from './decorate.mjs';
import { User } from './entities.mjs';

class Reading {}
decorate(Reading, 'readings', { id: Id(), sensor: Column.int(), value: Column.float(), note: Column.string({ maxLength: 40 }) });

const mebibytes = (bytes) => Math.round(bytes / 2 ** 20);
const milliseconds = (nanoseconds) => (nanoseconds / 1e6).toFixed(1);

/** Memory after each tenth of the look-ups: flat after the first ones. */
async function soak(database, { queries, callers }) {
  await database.fill();
  const dataSource = await DataSource.open({ url: database.url, entities: [User], pool: { max: 10 } });
  const users = dataSource.repository(User);
  const nextId = shuffledIds();
  let left = 0;
  const call = async () => {
    while (left-- > 0) await users.get(nextId());
  };
  const resident = [];
  for (let part = 0; part < 10; part += 1) {
    left = Math.ceil(queries / 10);
    await Promise.all(Array.from({ length: callers }, call));
    resident.push(mebibytes(process.memoryUsage.rss()));
  }
  await dataSource.close();
  console.log(`${database.kind}  soak of ${queries} look-ups, ${callers} callers: resident MiB ${resident.join(' ')}`);
}

/** The delay of the event loop while all rows are counted by their text six times at once, and while they are streamed. */
async function scan(database, { rows }) {
  const dataSource = await DataSource.open({ url: database.url, entities: [Reading], pool: { max: 10 } });
  await dataSource.createTables();
  const readings = dataSource.repository(Reading);
  await readings.bulkCreate(makeReadings(0, 1000));
  const many = makeReadings(0, 100_000);
  report(`${database.kind}  ${many.length} new rows by one call`, await delayed(() => readings.bulkCreate(many)));
  await readings.unfiltered().delete();
  for (let start = 0; start < rows; start += 50_000) await readings.bulkCreate(makeReadings(start, Math.min(50_000, rows - start)));
  await pause(500);
  const unmatched = readings.filter({ note: { contains: 'nowhere' } });
  report(
    `${database.kind}  six scans of ${rows} rows`,
    await delayed(() => Promise.all(Array.from({ length: 6 }, () => unmatched.count()))),
  );
  report(
    `${database.kind}  a stream of ${rows} rows`,
    await delayed(async () => {
      let seen = 0;
      for await (const { id } of readings.orderBy('id').stream()) seen += id > 0 ? 1 : 0;
      if (seen !== rows) throw new Error(`${seen} rows of ${rows} came.`);
    }),
  );
  await dataSource.close();
}

function makeReadings(start, count) {
  return Array.from({ length: count }, (_, index) => ({ sensor: index % 100, value: index / 7, note: `reading ${start + index}` }));
}

async function delayed(work) {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  delay.disable();
  clearInterval(watch);
  return { seconds, p99: delay.percentile(99), max: delay.max, growth: peak - before };
}

function report(what, { seconds, p99, max, growth }) {
  const delays = `p99 ${milliseconds(p99)} ms, max ${milliseconds(max)} ms`;
  console.log(`${what}: ${seconds.toFixed(1)} s, event loop delayed ${delays}, memory +${mebibytes(growth)} MiB`);
}

const { databases, ...sizes } = readLimits(process.argv.slice(2));
for (const kind of databases) {
  const database = await createDatabase(kind, blog);
  try {
    if (sizes.queries > 0) await soak(database, sizes);
    if (sizes.rows > 0) await scan(database, sizes);
  } finally {
    await database.drop();
  }
}
