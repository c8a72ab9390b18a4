// Packs the tarballs, examines them, and runs them inside a Nest 12 ESM app and a Nest 11 CommonJS app.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { packAll } from '../../scripts/pack.mjs';
import { root, tools } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';

const node = process.execPath;
const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
const publint = join(root, 'node_modules/publint/src/cli.js');
const apps = [
  { folder: 'nest-12', title: 'an empty Nest 12 ESM app' },
  { folder: 'nest-11', title: 'an empty Nest 11 CommonJS app' },
];

let packages;
let scratch;

before(async () => {
  packages = await packAll();
  scratch = mkdtempSync(join(tmpdir(), 'oxyde-packaging-'));
});
after(() => rmSync(scratch, { recursive: true, force: true }));

async function succeeds(command, args, cwd = root) {
  const { code, output } = await run(command, args, { cwd, shows: false, env: { NODE_OPTIONS: '' } });
  assert.equal(code, 0, output);
  return output;
}

describe('the tarballs', () => {
  test('satisfy publint', () => succeeds(node, [publint, packages.main, '--strict']));

  test('have types that fit their modules', () => succeeds(node, [attw, packages.main, '--no-emoji', '--no-color']));

  test('run nothing at install time', async () => {
    for (const tarball of Object.values(packages)) {
      const manifest = JSON.parse(await succeeds('tar', ['-xzOf', tarball, 'package/package.json']));
      assert.deepEqual(Object.keys(manifest.scripts ?? {}), []);
    }
  });

  test('hold an addon of at most 12 MB', () => {
    assert.ok(statSync(join(root, 'native/index.node')).size <= 12 * 1024 * 1024);
  });
});

for (const { folder, title } of apps) {
  describe(title, () => {
    const home = () => join(scratch, folder);

    test('installs without running scripts', async () => {
      cpSync(join(root, 'test/apps', folder), home(), { recursive: true, filter: (path) => !path.includes('node_modules') });
      const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', packages.main, packages.platform];
      await succeeds('npm', args, home());
      const { packages: installed } = JSON.parse(readFileSync(join(home(), 'node_modules/.package-lock.json'), 'utf8'));
      assert.ok(installed['node_modules/oxyde'], 'oxyde is installed');
    });

    test('compiles against the packed types', () => succeeds(node, [tools.tsc, '-p', 'tsconfig.json'], home()));

    test('starts and reads a row', async () => {
      const output = await succeeds(node, ['out/main.js'], home());
      assert.match(output, /^User 1 Ada$/m);
    });

    test('loads both doors by import and by require', async () => {
      const doors = `['oxyde', 'oxyde/nest']`;
      await succeeds(node, ['--input-type=module', '-e', `for (const door of ${doors}) await import(door);`], home());
      await succeeds(node, ['--input-type=commonjs', '-e', `for (const door of ${doors}) require(door);`], home());
    });
  });
}
