// What the types cost: instantiations of a project of 100 entities and 300 queries, counted by the compiler.
import { expect, test } from '@jest/globals';
import { compile, countInstantiations, projectFiles } from '../../scripts/type-project.mjs';

test('100 entities and 300 queries cost at most 90,000 instantiations', () => {
  const count = countInstantiations();
  expect(count).toBeGreaterThan(20_000);
  expect(count).toBeLessThanOrEqual(90_000);
}, 120_000);

test('the project has the queries that it says', () => {
  const files = [...projectFiles()].filter(([path]) => /q\d+\.ts$/.test(path));
  expect(files).toHaveLength(100);
  expect(files.map(([, text]) => text.split('export async function').length - 1).reduce((sum, count) => sum + count, 0)).toBe(300);
});

test('errors of the project are found', () => {
  const files = projectFiles(0);
  files.set([...files.keys()][0] ?? '', `export const wrong: number = 'x';`);
  expect(compile(files).errors).toEqual([expect.stringContaining(`Type 'string' is not assignable`)]);
});
