// Hostile pieces of raw SQL and comments: interpolations are parameters, names are quoted, comments end where they begin.
import { beforeAll, expect, test } from '@jest/globals';
import { OxydeError, sql } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { hostileTexts, impossibleTexts, nonScalars } from './hostile.js';
import { attempted, entities, expectRefused, expectUntouched, fillShelf, labelOf, type Shelf } from './shelf.js';

describeEachDataSource('hostile pieces', entities, (open) => {
  let shelf: Shelf;
  beforeAll(async () => {
    shelf = await fillShelf(open());
  });

  test('interpolated texts are parameters of one text', async () => {
    for (const text of hostileTexts) {
      const rows = await shelf.dataSource.sql`select slug from injection_items where slug = ${text} or slug = ${'one'}`.all();
      expect([text, rows.map(({ slug }) => slug)]).toEqual([text, ['one']]);
    }
    await expectUntouched(shelf);
  });

  test('names are quoted: a hostile one is a column that does not exist', async () => {
    for (const name of [...hostileTexts, ...impossibleTexts, '']) {
      const outcome = await attempted(shelf, () => shelf.dataSource.sql`select ${sql.id('i', name)} from injection_items as i`.all());
      expect([name.slice(0, 40), outcome.error instanceof OxydeError]).toEqual([name.slice(0, 40), true]);
      expect(outcome.events.length).toBeLessThanOrEqual(1);
    }
    await expectUntouched(shelf);
  });

  test('what is no name and no list is refused', async () => {
    for (const value of [...nonScalars(), null, undefined, 1, true, 1n]) {
      expectRefused(labelOf('id', value), await attempted(shelf, () => shelf.dataSource.sql`select ${sql.id(value as never)}`.all()));
      if (Array.isArray(value)) continue;
      expectRefused(labelOf('list', value), await attempted(shelf, () => shelf.dataSource.sql`select ${sql.list(value as never)}`.all()));
    }
  });

  test('interpolated functions, symbols and errors are refused', async () => {
    for (const value of [() => 1, Symbol('x'), async () => 1, undefined, new Date(Number.NaN), class {}]) {
      expectRefused(labelOf('sql', value), await attempted(shelf, () => shelf.dataSource.sql`select ${value} as one`.all()));
    }
  });

  test('a comment ends where it begins', async () => {
    const harmless = await attempted(shelf, () => shelf.items.comment('harmless').orderBy('id').valuesList('slug').all());
    expect(harmless.value).toEqual(['one', 'two']);
    for (const text of [...hostileTexts, ...impossibleTexts, '*/', '*/*/', '/*', '/*/', '*\\/', '!', '+ HINT', 'M! 1']) {
      const outcome = await attempted(shelf, () => shelf.items.comment(text).orderBy('id').valuesList('slug').all());
      if (outcome.error === undefined) expect([text, outcome.value, outcome.events.length]).toEqual([text, ['one', 'two'], 1]);
      else expectRefused(labelOf('comment', text), outcome);
    }
    for (const value of [...nonScalars(), null, undefined, 1]) {
      expectRefused(labelOf('comment', value), await attempted(shelf, () => shelf.items.comment(value).all()));
    }
    await expectUntouched(shelf);
  });
});
