// A MySQL or MariaDB database of the benchmark's own.
import { createConnection } from 'mysql2/promise';

const server = process.env.OXYDE_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306';

/** Makes the database. */
export async function mysql(name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  const admin = new URL(server);
  admin.pathname = '/';
  await run(admin.href, [`DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`]);
  return {
    url: url.href,
    run: (statements) => run(url.href, statements),
    drop: () => run(admin.href, [`DROP DATABASE IF EXISTS ${name}`]),
  };
}

async function run(url, statements) {
  const connection = await createConnection(url);
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}
