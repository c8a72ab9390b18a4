// Sets everything up, the packages of bench/ too, and runs the benchmarks (`npm run bench -- --clients oxyde,pg`).
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

await ensureInstalled();
await ensureInstalled(join(root, 'bench'));
await ensureAddon('release');
await ensureBuilt();
process.argv[1] = join(root, 'bench/main.mjs');
await import(pathToFileURL(process.argv[1]).href);
