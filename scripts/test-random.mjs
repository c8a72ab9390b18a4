// Compares random queries on all databases with a plain evaluation (`npm run test:random -- --queries 100000 --seed 1`).
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAddon } from './build-native.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

await ensureInstalled();
await ensureAddon();
const { probeServers } = await import('../test/support/servers.mjs');
for (const { name, variable, url, isUp } of await probeServers()) {
  process.env[variable] = isUp ? url : '';
  if (!isUp) console.warn(`${name} does not answer and is left out.`);
}
register('./typescript-hooks.mjs', import.meta.url);
await import(pathToFileURL(join(root, 'test/random/main.ts')).href);
