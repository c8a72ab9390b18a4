// The first line of every source file says in one sentence what the file is for.
import { expect, test } from '@jest/globals';
import { filesBelow, textOf } from './support/house.js';

const isSource = (path: string): boolean => /\.(ts|cts|mts|mjs|cjs|rs)$/.test(path);
const files = ['lib', 'nest-module', 'schematics', 'native', 'scripts', 'sample', 'bench', 'test'].flatMap((folder) =>
  filesBelow(folder, isSource),
);

test('every source file starts with a comment that says what it is for', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !isPurpose(firstLineOf(file)))).toEqual([]);
});

test('no source file holds a TODO', () => {
  expect(files.filter((file) => /\b(TODO|FIXME|XXX)\b/.test(textOf(file)) && !file.endsWith('first-lines.test.ts'))).toEqual([]);
});

/** The first line, or the second after `#!`. */
function firstLineOf(file: string): string {
  return (
    textOf(file)
      .replace(/^#!.*\n/, '')
      .split('\n', 1)[0] ?? ''
  );
}

function isPurpose(line: string): boolean {
  return /^(\/\/[!/]?|\/\*\*?) ?\S.{10,}/.test(line) && !/eslint|oxlint|@ts-|<reference/.test(line);
}
