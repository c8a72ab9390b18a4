// Finds the addon: a local build of this repository, else the package for this platform. CommonJS, because it loads a native module from ESM and CommonJS alike.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** @returns {{ addon: unknown } | { packageName: string, reasons: unknown[] }} */
function loadAddon() {
  const reasons = [];
  for (const path of candidates()) {
    try {
      return { addon: require(path) };
    } catch (error) {
      reasons.push(error);
    }
  }
  return { packageName: platformPackage(), reasons };
}

function* candidates() {
  const local = localBuild();
  if (local !== undefined) yield local;
  yield platformPackage();
}

/** The build in the folder of this package; never one that lies further up and belongs to somebody else. */
function localBuild() {
  const root = packageRoot(__dirname);
  const path = root && join(root, 'native', 'index.node');
  return path && existsSync(path) ? path : undefined;
}

/** The nearest folder whose package.json names a package; those in dist/ say the module type alone. */
function packageRoot(folder) {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name !== undefined) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageRoot(parent);
}

function platformPackage() {
  return `@oxyde/${[process.platform, process.arch, libc()].filter(Boolean).join('-')}`;
}

function libc() {
  if (process.platform !== 'linux') return undefined;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
}

module.exports = { loadAddon };
