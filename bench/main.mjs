// Runs the chosen suites on the chosen databases with the chosen clients, prints a table and writes the figures.
import { writeFile } from 'node:fs/promises';
import { readArguments } from './arguments.mjs';
import { bulkClients } from './bulk/clients.mjs';
import { readings } from './bulk/data.mjs';
import { chooseClients, rowClients } from './clients/index.mjs';
import { createDatabase } from './databases/index.mjs';
import { blog } from './databases/tables.mjs';
import { median } from './measure.mjs';
import { relationClients } from './relations/clients/index.mjs';
import { discussions } from './relations/tables.mjs';
import { printTable } from './report.mjs';
import { bulk } from './suites/bulk.mjs';
import { classic } from './suites/classic.mjs';
import { micro } from './suites/micro.mjs';
import { relations } from './suites/relations.mjs';
import { validation } from './suites/validation.mjs';
import { validationClients } from './validation/clients.mjs';

/** What each suite runs, on which tables, with which clients. */
const suites = {
  micro: { run: micro, content: blog, clients: rowClients },
  classic: { run: classic, content: blog, clients: rowClients },
  relations: { run: relations, content: discussions, clients: relationClients },
  bulk: { run: bulk, content: readings, clients: bulkClients },
  validation: { run: validation, clients: validationClients },
};

/** The database of suites without one. */
const none = 'none';

/** All figures of one suite on one database. */
async function runSuite(suite, kind, options) {
  const database = kind === none ? { kind, drop: async () => undefined } : await createDatabase(kind, suites[suite].content);
  const stop = () => void database.drop().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  const samples = new Map();
  try {
    for await (const sample of takeSamples(suite, database, options)) collect(samples, { suite, database: kind, ...sample });
  } finally {
    process.off('SIGINT', stop);
    await database.drop();
  }
  return [...samples.values()].map(summarize);
}

/** Some rounds, in each of them one client after the other. */
async function* takeSamples(suite, database, { rounds, clients, tests, seconds }) {
  const able = await chooseClients(suites[suite].clients, database.kind, clients);
  for (let round = 1; round <= rounds; round += 1) {
    for (const client of able) {
      process.stderr.write(`${suite} on ${database.kind}, round ${round}: ${client.name}\n`);
      const samples = suites[suite].run({ client, database, tests, seconds });
      for await (const sample of samples) yield { client: client.name, ...sample };
    }
  }
}

function collect(samples, { opsPerSecond, cpuMicrosPerOp, ...point }) {
  const key = JSON.stringify(point);
  const known = samples.get(key) ?? { point, speeds: [], costs: [] };
  known.speeds.push(opsPerSecond);
  known.costs.push(cpuMicrosPerOp);
  samples.set(key, known);
}

function summarize({ point: { suite, database, test, client, concurrency }, speeds, costs }) {
  return { suite, database, test, client, concurrency, opsPerSecond: median(speeds), cpuMicrosPerOp: median(costs) };
}

const options = readArguments(process.argv.slice(2));
const figures = [];
for (const suite of options.suites) {
  for (const kind of suites[suite].content ? options.databases : [none]) {
    const found = await runSuite(suite, kind, options);
    printTable(suite, kind, found);
    figures.push(...found);
  }
}
if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
