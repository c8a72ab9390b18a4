// Installs the development dependencies when node_modules does not match the lock file.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { mustRun } from './run.mjs';

export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Whether every package of the lock file in `folder`, save optional ones, is installed in the locked version. */
export function isInstalled(folder) {
  const written = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(written)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(written, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || present[path]?.version === version);
}

/** Runs `npm ci` in `folder` unless its packages are already there. */
export async function ensureInstalled(folder = root) {
  if (isInstalled(folder)) return;
  console.log(`Installing the packages of ${folder === root ? 'oxyde' : folder.slice(root.length + 1)} ...`);
  await mustRun('npm ci', npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
}
