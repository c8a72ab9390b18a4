// The bulk suite: 100,000 new rows by one call, into an empty table; the clock stands still while the table is emptied.
import { makeReadings } from '../bulk/data.mjs';

const rowCount = 100_000;
const runs = 3;

/** Yields one sample; an operation is the whole of the rows. */
export async function* bulk({ client, database, tests }) {
  const test = 'insert_100000';
  if (tests && !tests.includes(test)) return;
  const rows = makeReadings(rowCount);
  await database.fill();
  const open = await client.open(database);
  try {
    await open.insert(rows.slice(0, 1000));
    let [elapsed, cpuMicros] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      await open.clear();
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      await open.insert(rows);
      elapsed += performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      cpuMicros += user + system;
      await check(open);
    }
    yield { test, concurrency: 1, opsPerSecond: (runs * 1000) / elapsed, cpuMicrosPerOp: cpuMicros / runs };
  } finally {
    await open.close();
  }
}

async function check(open) {
  const count = await open.count();
  if (count !== rowCount) throw new Error(`${count} rows were inserted`);
}
