// Makes the tarballs to publish in dist/tarballs: oxyde itself and the package with this platform's addon.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { addon, dist, root } from './paths.mjs';
import { mustRun } from './run.mjs';

const staging = join(dist, 'staging');
export const tarballs = join(dist, 'tarballs');

/** Packs both packages and resolves to the paths of their tarballs. */
export async function packAll() {
  await ensureInstalled();
  await ensureAddon();
  await ensureBuilt();
  for (const folder of [staging, tarballs]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const platform = platformName();
  const platformPackage = { name: `@oxyde/${platform}`, version: manifest.version };
  return { main: await packMain(manifest, platformPackage), platform: await packPlatform(manifest, platformPackage) };
}

/** The name by which the loader looks for the addon: platform, architecture and, on Linux, the C library. */
export function platformName() {
  return [process.platform, process.arch, libc()?.suffix].filter(Boolean).join('-');
}

function libc() {
  if (process.platform !== 'linux') return undefined;
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return isGlibc ? { suffix: 'gnu', npm: 'glibc' } : { suffix: 'musl', npm: 'musl' };
}

function packMain(manifest, platformPackage) {
  const folder = join(staging, 'oxyde');
  mkdirSync(folder);
  for (const tree of ['dist/esm', 'dist/cjs']) cpSync(join(root, tree), join(folder, tree), { recursive: true });
  for (const file of ['LICENSE', 'README.md']) copyFileSync(join(root, file), join(folder, file));
  const { scripts: _scripts, devDependencies: _devDependencies, ...published } = manifest;
  return pack(folder, { ...published, optionalDependencies: { [platformPackage.name]: platformPackage.version } });
}

function packPlatform(manifest, platformPackage) {
  const folder = join(staging, 'platform');
  mkdirSync(folder);
  copyFileSync(addon, join(folder, 'index.node'));
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(
    join(folder, 'README.md'),
    `The compiled half of oxyde for ${platformName()}. Install \`oxyde\`; it brings this package along.\n`,
  );
  const c = libc();
  return pack(folder, {
    ...platformPackage,
    description: `The compiled half of oxyde for ${platformName()}.`,
    license: manifest.license,
    main: 'index.node',
    files: ['index.node'],
    engines: manifest.engines,
    os: [process.platform],
    cpu: [process.arch],
    ...(c && { libc: [c.npm] }),
  });
}

async function pack(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const output = await mustRun('npm pack', 'npm', ['pack', '--json', '--loglevel=error', '--pack-destination', tarballs], {
    cwd: folder,
    shows: false,
  });
  const [, filename] = /"filename": "([^"]+)"/.exec(output);
  return join(tarballs, filename);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(Object.values(await packAll()).join('\n'));
