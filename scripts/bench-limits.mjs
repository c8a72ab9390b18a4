// Sets everything up and measures what must neither grow nor stall (`npm run bench:limits -- --database sqlite`).
import { join } from 'node:path';
import { ensureBetterSqlite3 } from './better-sqlite3.mjs';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { readLimits } from '../bench/arguments.mjs';

readLimits(process.argv.slice(2));
await ensureInstalled();
await ensureInstalled(join(root, 'bench'));
await ensureBetterSqlite3();
await ensureAddon('release');
await ensureBuilt();
await import('../bench/limits.mjs');
