// Random queries, the same each time: every database answers as the plain evaluation does. `npm run test:random` runs many more.
import { expect, test } from '@jest/globals';
import { dialects } from '../support/create-test-database.js';
import { runQueries } from './run.js';

test(`5,000 random queries are answered alike by ${dialects.join(', ')} and by a plain evaluation`, async () => {
  const reports: string[] = [];
  const outcome = await runQueries({ queries: 5_000, seed: 1, dialects, mostDifferences: 3, report: (text) => reports.push(text) });
  expect(reports).toEqual([]);
  expect(outcome.differences).toBe(0);
  expect(outcome.queries).toBeGreaterThanOrEqual(5_000);
}, 300_000);
