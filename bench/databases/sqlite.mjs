// A SQLite file of the benchmark's own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { betterSqlite3Class, nodeSqliteClass } from '../sqlite-engines.mjs';

/** The same for all clients. */
export const pragmas = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON', 'cache_size = -16000', 'busy_timeout = 5000'];

/** Makes the file. */
export async function sqlite(name) {
  const Database = (await betterSqlite3Class()) ?? (await nodeSqliteClass());
  if (!Database) throw new Error('neither better-sqlite3 nor node:sqlite can fill the database; run `npm rebuild` in bench/');
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const path = join(folder, 'bench.db');
  const run = (statements) => runAll(new Database(path), statements);
  return { url: `sqlite:${path}`, path, run, drop: () => rm(folder, { recursive: true, force: true }) };
}

function runAll(database, statements) {
  try {
    for (const pragma of [...pragmas, 'foreign_keys = OFF']) database.exec(`PRAGMA ${pragma}`);
    for (const statement of ['BEGIN', ...statements, 'COMMIT']) database.exec(statement);
  } finally {
    database.close();
  }
}
