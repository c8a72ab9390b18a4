// Every error has a code of its own, every code a page, every page a code.
import { describe, expect, test } from '@jest/globals';
import { errorsByCode } from '../../lib/error/codes.js';
import { filesBelow, importsOf, textOf } from '../support/house.js';

const pages = filesBelow('docs/errors', (path) => path.endsWith('.md'));
const codes = [...errorsByCode.keys()];

test('each code has a page and each page a code', () => {
  expect(codes.length).toBeGreaterThan(40);
  expect(pages.toSorted()).toEqual(codes.map((code) => `docs/errors/${code}.md`).toSorted());
});

test('the table holds every class with a code', () => {
  const files = filesBelow('lib/error', (path) => path.endsWith('.ts'));
  const declared = files.flatMap((file) =>
    [...textOf(file).matchAll(/static override readonly code\b.*= '(OXY-[A-Z]\d{3})'/g)].map((match) => match[1]),
  );
  expect(declared.toSorted()).toEqual(codes.toSorted());
});

test('no file makes errors out of another room', () => {
  const touched = filesBelow('lib/error', (path) => path.endsWith('.ts')).flatMap(importsOf);
  expect(touched.filter(({ target }) => target !== undefined && !/^lib\/(error|util)\//.test(target))).toEqual([]);
});

describe.each(codes)('the page of %s', (code) => {
  const page = textOf(`docs/errors/${code}.md`);

  test('names the class', () => {
    expect(page.split('\n')[0]).toBe(`# ${code}: ${errorsByCode.get(code)?.name}`);
  });

  test('says the fact, the causes and the remedy with an example', () => {
    expect(page).toMatch(/^# .+\n\n\S[\s\S]+\n## Causes\n\n- \S[\s\S]+\n## Remedy\n\n\S[\s\S]+```(ts|sh)\n[\s\S]+```\n$/);
  });
});
