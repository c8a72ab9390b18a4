// Random classes and objects, the same each time: compiled validators say what class-validator says. `npm run test:validators` runs more.
import { expect, test } from '@jest/globals';
import { runPairs } from './run.js';

test('3,000 random objects are judged alike', async () => {
  const reports: string[] = [];
  const outcome = await runPairs({ pairs: 3_000, seed: 2, report: (text) => reports.push(text) });
  expect(reports).toEqual([]);
  expect(outcome).toMatchObject({ pairs: 3_000, differences: 0 });
  // A comparison of broken rules alone would say nothing of those that are kept.
  expect(outcome.valid).toBeGreaterThan(450);
}, 120_000);
