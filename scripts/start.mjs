// Sets everything up and runs the blog sample (`npm start`); DATABASE_URL chooses its database.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { dist, root, tools } from './paths.mjs';
import { mustRun } from './run.mjs';

await ensureInstalled();
await ensureAddon();
await ensureBuilt();
await mustRun('tsc -p tsconfig.sample.json', process.execPath, [tools.tsc, '-p', 'tsconfig.sample.json']);

// The app runs inside this process, which npm starts with `exec`: signals reach it without a shell between, and its
// exit code is that of `npm start`. After Ctrl-C in a terminal it sees SIGINT twice: from the terminal and from npm.
const mains = ['blog/main.js', 'blog/src/main.js'].map((path) => join(dist, 'sample', path));
process.chdir(root);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(mains.find(existsSync) ?? mains[0]).href);
