// The command line of the validators' comparison: reads the options, runs, and ends with `N pairs, M differences`.
import { parseArgs } from 'node:util';
import { runPairs } from './run.js';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    differences: { type: 'string', default: '5' },
  },
});
const { pairs, differences, valid } = await runPairs({
  pairs: Number(values.pairs),
  seed: Number(values.seed),
  mostDifferences: Number(values.differences),
  report: (text) => console.log(`\n${text}\n`),
});
console.log(`${valid} of them valid`);
console.log(`${pairs} pairs, ${differences} differences`);
process.exitCode = differences > 0 ? 1 : 0;
