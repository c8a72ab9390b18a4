// The micro suite: one row by key, 1,000 rows, one insert; each with some numbers of callers.
import { newUser, shuffledIds, userCount } from '../data.mjs';
import { throughput } from '../measure.mjs';

const tests = [
  { test: 'select_pk', callers: [1, 50, 200], operation: selectPk },
  { test: 'select_1000', callers: [1, 10], operation: select1000 },
  { test: 'insert_single', callers: [1, 50], operation: insertSingle, isWriting: true },
];

/** Yields one sample for each test and number of callers. */
export async function* micro({ client, database, tests: wanted, seconds }) {
  for (const { test, callers, operation, isWriting } of tests) {
    if (wanted && !wanted.includes(test)) continue;
    await database.fill();
    if (isWriting) database.touch();
    const open = await client.open(database);
    try {
      const run = await operation(open);
      for (const concurrency of callers) yield { test, concurrency, ...(await throughput(run, { concurrency, seconds })) };
    } finally {
      await open.close();
    }
  }
}

async function selectPk(client) {
  const next = shuffledIds();
  const id = next();
  const found = await client.selectPk(id);
  if (found.id !== id) throw new Error('select_pk found another row');
  return () => client.selectPk(next());
}

async function select1000(client) {
  const { length } = await client.selectAll();
  if (length !== userCount) throw new Error(`select_1000 found ${length} rows`);
  return () => client.selectAll();
}

async function insertSingle(client) {
  const id = await client.insertSingle(newUser());
  if (!(id > userCount)) throw new Error('insert_single gave no new id');
  return () => client.insertSingle(newUser());
}
