// Fingerprints source files, so that a build runs only when its sources changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

const skipped = new Set(['node_modules', 'target', 'dist', '.git']);

/** All files below `path` (or the file itself) in a stable order. */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

/** One fingerprint for the names and contents of the files below `paths` that `isSource` accepts. */
export function fingerprint(paths, isSource = () => true) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesBelow).filter(isSource)) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Whether `stampFile` holds `value`. */
export function isStamped(stampFile, value) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === value;
}

/** Remembers `value` in `stampFile`. */
export function stamp(stampFile, value) {
  writeFileSync(stampFile, value);
}
