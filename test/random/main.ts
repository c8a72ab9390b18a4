// The command line of the random queries: reads the options, runs, and ends with `N queries, M differences`.
import { parseArgs } from 'node:util';
import { type Dialect, dialects } from '../support/create-test-database.js';
import { runQueries } from './run.js';

const { values } = parseArgs({
  options: {
    queries: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: '0' },
    databases: { type: 'string', default: dialects.join(',') },
    differences: { type: 'string', default: '5' },
  },
});

const startedAt = performance.now();
const outcome = await runQueries({
  queries: Number(values.queries),
  seed: Number(values.seed),
  firstModel: Number(values.model),
  mostDifferences: Number(values.differences),
  dialects: values.databases.split(',').filter((name): name is Dialect => (dialects as readonly string[]).includes(name)),
  report: (text) => console.log(`\n${text}\n`),
  progress: showProgress,
});
if (process.stderr.isTTY) process.stderr.write('\n');
console.log(`${outcome.queries} queries, ${outcome.differences} differences`);
process.exitCode = outcome.differences > 0 ? 1 : 0;

function showProgress(queries: number): void {
  if (!process.stderr.isTTY) return;
  const perSecond = Math.round(queries / ((performance.now() - startedAt) / 1000));
  process.stderr.write(`\r${queries} of ${values.queries} queries, ${perSecond} a second `);
}
