// Sets everything up, the packages of bench/ too, and runs the benchmarks (`npm run bench -- --clients oxyde,pg`).
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, npm } from './install.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { readArguments } from '../bench/arguments.mjs';
import { betterSqlite3Class } from '../bench/sqlite-engines.mjs';

/** Its install script may not have run, or it was compiled for another Node.js. Without it the others are measured. */
async function ensureBetterSqlite3() {
  if (await betterSqlite3Class()) return;
  console.log('Compiling better-sqlite3 ...');
  await run(npm, ['rebuild', 'better-sqlite3', '--ignore-scripts=false', '--loglevel=error'], { cwd: join(root, 'bench') });
}

const { databases } = readArguments(process.argv.slice(2));
await ensureInstalled();
await ensureInstalled(join(root, 'bench'));
if (databases.includes('sqlite')) await ensureBetterSqlite3();
await ensureAddon('release');
await ensureBuilt();
process.argv[1] = join(root, 'bench/main.mjs');
await import(pathToFileURL(process.argv[1]).href);
