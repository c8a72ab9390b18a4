// Makes better-sqlite3 ready, the client of the benchmarks that must be compiled.
import { join } from 'node:path';
import { betterSqlite3Class } from '../bench/sqlite-engines.mjs';
import { npm } from './install.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/** Its install script may not have run, or it was compiled for another Node.js. Without it the others are measured. */
export async function ensureBetterSqlite3() {
  if (await betterSqlite3Class()) return;
  console.log('Compiling better-sqlite3 ...');
  await run(npm, ['rebuild', 'better-sqlite3', '--ignore-scripts=false', '--loglevel=error'], { cwd: join(root, 'bench') });
}
