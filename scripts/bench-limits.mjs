// Sets everything up and measures what must neither grow nor stall (`npm run bench:limits -- --database sqlite`).
import { join } from 'node:path';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

await ensureInstalled();
await ensureInstalled(join(root, 'bench'));
await ensureAddon('release');
await ensureBuilt();
await import('../bench/limits.mjs');
