// Builds the TypeScript half twice, as ESM and as CommonJS, into dist/ (`npm run build`).
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { dist, root, tools } from './paths.mjs';
import { mustRun } from './run.mjs';
import { filesBelow, fingerprint, isStamped, stamp } from './stamp.mjs';

const sources = [
  'lib',
  'nest-module',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.cjs.json',
  'scripts/build.mjs',
  'package-lock.json',
];
const builds = [
  { folder: join(dist, 'esm'), config: 'tsconfig.build.json', type: 'module' },
  { folder: join(dist, 'cjs'), config: 'tsconfig.cjs.json', type: 'commonjs' },
];

/** Builds both trees unless they were built from the same sources. */
export async function ensureBuilt() {
  const wanted = fingerprint(sources.map((source) => join(root, source)));
  const stampFile = join(dist, 'build.stamp');
  if (builds.every(({ folder }) => existsSync(folder)) && isStamped(stampFile, wanted)) return;
  console.log('Building the TypeScript half ...');
  await Promise.all(builds.map(buildTree));
  stamp(stampFile, wanted);
}

async function buildTree({ folder, config, type }) {
  rmSync(folder, { recursive: true, force: true });
  await mustRun(`tsc -p ${config}`, process.execPath, [tools.tsc, '-p', config]);
  copyHandWritten(folder);
  // Each tree says of which module type its files are, whatever package.json above it says.
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`);
}

function copyHandWritten(folder) {
  const handWritten = filesBelow(join(root, 'lib')).filter((file) => /\.(cjs|d\.cts)$/.test(file));
  for (const file of handWritten) {
    const copy = join(folder, file.slice(root.length));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  await ensureBuilt();
}
