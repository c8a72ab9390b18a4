// The pages docs/guide/running-queries.md and writes.md: each of their examples runs on every database, and prints what its comments say.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as oxyde from 'oxyde';
import { root } from '../support/house.js';
import { createTestDatabase, describeEachDialect, type TestDatabase } from '../support/test-database.js';
import { blogOf, fill } from './blog.js';
import { entities, Post, Tag } from './model.js';

const pages = ['running-queries.md', 'writes.md'].map((page) => readFileSync(join(root, 'docs/guide', page), 'utf8'));
const examples = pages
  .flatMap((page) => page.split(/^## /m).slice(1))
  .map((section) => {
    const blocks = [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => `{\n${code}}\n`);
    return { title: section.split('\n')[0], code: blocks.join('') };
  });
const AsyncFunction = (async () => undefined).constructor as new (...texts: string[]) => (scope: object) => Promise<void>;

/** What the comments behind calls of `console.log` say. */
function printedOf(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, text = '']) => text);
}

describeEachDialect('the guides of running queries and of writes', (dialect, url) => {
  let dataSource: oxyde.DataSource;
  let replica: TestDatabase;
  let scope: Record<string, unknown>;
  const printed: string[] = [];

  beforeAll(async () => {
    dataSource = await oxyde.DataSource.open({ url: url(), entities });
    await dataSource.createTables();
    await fill(blogOf(dataSource));
    replica = await createTestDatabase(dialect);
    const other = await oxyde.DataSource.open({ url: replica.url, entities });
    await other.createTables();
    await fill(blogOf(other));
    await other.close();
    const console = { log: (value: unknown) => printed.push(typeof value === 'string' ? value : JSON.stringify(value)) };
    scope = { ...oxyde, ...blogOf(dataSource), Post, Tag, entities, url: url(), replicaUrl: replica.url, console };
  });
  afterAll(async () => {
    await dataSource.close();
    await replica.drop();
  });

  test.each(examples)('$title', async ({ code }) => {
    printed.length = 0;
    const run = new AsyncFunction('scope', `const { ${Object.keys(scope).join(', ')} } = scope;\n${code}`);
    await run(scope);
    expect(printed).toEqual(expect.arrayContaining(printedOf(code)));
    expect(printed.length).toBeGreaterThan(0);
  });
});
