// Compares the compiled validators with class-validator (`npm run test:validators -- --pairs 10000 --seed 1`).
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

await ensureInstalled();
register('./typescript-hooks.mjs', import.meta.url);
await import(pathToFileURL(join(root, 'test/validators/main.ts')).href);
