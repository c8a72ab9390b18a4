// Writes docs/guide/queries.md anew out of its examples (`npm run docs`); all three databases have to be there.
import { ensureAddon } from './build-native.mjs';
import { ensureInstalled } from './install.mjs';
import { tools } from './paths.mjs';
import { mustRun } from './run.mjs';

await ensureInstalled();
await ensureAddon();
await mustRun('the guide', process.execPath, [tools.jest, '--silent', 'test/guide'], {
  env: { OXYDE_UPDATE: '1', CI: 'true', NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
});
