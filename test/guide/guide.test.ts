// The page docs/guide/queries.md: its examples run on every database and give the same there, and the page says what they are.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeEachDataSource } from '../support/data-sources.js';
import { root } from '../support/house.js';
import { type Dialect, dialects } from '../support/test-database.js';
import { blogOf, fill } from './blog.js';
import { chapters } from './chapters/chapters.js';
import { codeKey } from './code.js';
import { entities } from './model.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { pageOf } from './page.js';
import { comparable } from './shown.js';

const page = join(root, 'docs/guide/queries.md');
const outcomes = new Map<string, Map<Dialect, Outcome>>();
let isOnMysql = false;
const examples = chapters.flatMap((chapter) =>
  chapter.examples.map((example) => ({ key: codeKey(chapter.title, example.title), example })),
);

describeEachDataSource('the guide', entities, (open, dialect) => {
  beforeAll(async () => {
    await fill(blogOf(open()));
    const { isMariadb } = await open().profile();
    isOnMysql ||= dialect === 'mysql' && !isMariadb;
  });

  test.each(examples)('$key', async ({ key, example }) => {
    const outcome = await outcomeOf(open(), example);
    const others = outcomes.get(key) ?? new Map<Dialect, Outcome>();
    outcomes.set(key, others);
    for (const other of others.values()) {
      if (!other.refusal && !outcome.refusal) expect(comparable(outcome.result)).toEqual(comparable(other.result));
    }
    others.set(dialect, outcome);
  });
});

describe('the page', () => {
  const missing = (['postgres', 'mysql', 'sqlite'] as const).filter((dialect) => !dialects.includes(dialect));
  if (missing.length > 0) console.warn(`docs/guide/queries.md is not compared: there is no ${missing.join(', ')} server.`);
  const testWhole = missing.length > 0 ? test.skip : test;

  testWhole('is what the examples say; OXYDE_UPDATE=1 writes it', () => {
    if (isOnMysql) return console.warn('docs/guide/queries.md is not compared: it shows the SQL of MariaDB, and this server is MySQL.');
    const written = pageOf(chapters, outcomes);
    if (process.env['OXYDE_UPDATE'] === '1') {
      mkdirSync(join(page, '..'), { recursive: true });
      writeFileSync(page, written);
    }
    expect(readFileSync(page, 'utf8')).toBe(written);
  });
});
