// A PostgreSQL database of the benchmark's own.
import { Client } from 'pg';

const server = process.env.OXYDE_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Makes the database. */
export async function postgres(name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  await run(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `CREATE DATABASE ${name}`]);
  return {
    url: url.href,
    run: (statements, tables) => run(url.href, [`SET TIME ZONE 'UTC'`, ...statements, ...tidyUp(tables)]),
    drop: () => run(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  };
}

/** Generated keys go on after those given, and the planner knows the tables. */
function tidyUp(tables) {
  const counters = tables.map((table) => `SELECT setval(pg_get_serial_sequence('${table}', 'id'), max(id)) FROM ${table}`);
  return [...counters, 'ANALYZE'];
}

async function run(url, statements) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
