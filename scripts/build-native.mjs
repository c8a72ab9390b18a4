// Compiles the Rust addon to native/index.node when its sources changed (`npm run build:native`).
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addon, native } from './paths.mjs';
import { mustRun } from './run.mjs';
import { fingerprint, isStamped, stamp } from './stamp.mjs';

const libraryNames = { darwin: 'liboxyde_node.dylib', win32: 'oxyde_node.dll' };
const isSource = (file) => /\.(rs|toml|json)$|Cargo\.lock$/.test(file) && basename(file) !== 'clippy.toml';

/**
 * Compiles the addon unless `native/index.node` was made from the same sources in the same profile.
 * `OXYDE_NATIVE_PROFILE=dev` compiles quickly, for day-to-day work on the Rust half.
 */
export async function ensureAddon(profile = process.env.OXYDE_NATIVE_PROFILE ?? 'release') {
  const wanted = `${profile} ${fingerprint([native], isSource)}`;
  const stampFile = `${addon}.stamp`;
  if (existsSync(addon) && isStamped(stampFile, wanted)) return;
  console.log(`Compiling the addon (${profile}) ...`);
  const manifest = join(native, 'Cargo.toml');
  await mustRun('cargo build', 'cargo', ['build', '--locked', '--profile', profile, '-p', 'oxyde-node', '--manifest-path', manifest]);
  const target = process.env.CARGO_TARGET_DIR ?? join(native, 'target');
  const library = libraryNames[process.platform] ?? 'liboxyde_node.so';
  // Copy and rename: a process that has the old addon mapped must not see its bytes change.
  copyFileSync(join(target, profile === 'dev' ? 'debug' : profile, library), `${addon}.new`);
  renameSync(`${addon}.new`, addon);
  stamp(stampFile, wanted);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await ensureAddon();
