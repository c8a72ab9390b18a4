// Checks all that needs no database (`npm run check`): form, lint, types, the order of the house.
import { ensureInstalled } from './install.mjs';
import { native, tools } from './paths.mjs';
import { run } from './run.mjs';
import { join } from 'node:path';

const manifest = ['--manifest-path', join(native, 'Cargo.toml')];
const node = (tool, ...args) => [process.execPath, [tool, ...args]];
const esm = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };

/** The two lanes run side by side: cargo keeps one core busy, the rest the other. */
const typescriptLane = [
  { title: 'prettier', command: node(tools.prettier, '--check', '--log-level=warn', '.') },
  { title: 'oxlint', command: node(tools.oxlint, '.') },
  { title: 'TypeScript 6', command: node(tools.tsc, '-p', 'tsconfig.json') },
  { title: 'TypeScript 7', command: node(tools.tsc7, '-p', 'tsconfig.json') },
  {
    title: 'layers, cards, first lines',
    command: node(tools.jest, '--globalSetup=', 'test/layering', 'test/cards', 'test/first-lines'),
    env: esm,
  },
  { title: 'file sizes', command: node('scripts/file-sizes.mjs'), shows: true },
];
const rustLane = [
  { title: 'rustfmt', command: ['cargo', ['fmt', '--all', '--check', ...manifest]] },
  { title: 'clippy', command: ['cargo', ['clippy', '--locked', '--workspace', '--all-targets', ...manifest, '--', '-D', 'warnings']] },
];

await ensureInstalled();
const results = (await Promise.all([typescriptLane, rustLane].map(runLane))).flat();
const failed = results.filter((result) => !result.isGood);
console.log(failed.length === 0 ? 'check: all is well' : `check: failed: ${failed.map(({ title }) => title).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runLane(steps) {
  const lane = [];
  for (const step of steps) lane.push(await runStep(step));
  return lane;
}

/** Runs one step and prints one line for it; what it said follows only when it failed or is a report. */
async function runStep({ title, command: [command, args], env = {}, shows = false }) {
  const start = performance.now();
  const { code, output } = await run(command, args, { env, shows: false });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (code !== 0 || shows) console.log(output.trimEnd());
  return { title, isGood: code === 0 };
}
