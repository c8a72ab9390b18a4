// The way of a query on real databases: a tree with tables, indexes and conditions, that prints.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { UnsupportedError } from '../../lib/error/unsupported-error.js';
import { rawNode, textFragment } from '../../lib/node/raw-nodes.js';
import type { ExplainNode } from '../../lib/query/explanation.js';
import type { QueryBuilder } from '../../lib/query/query-builder.js';
import { openBlog, type OpenBlog } from '../support/blog-data.js';
import { describeEachDialect } from '../support/test-database.js';

const steps = (node: ExplainNode): ExplainNode[] => [node, ...node.children.flatMap(steps)];
const depth = ({ children }: ExplainNode): number => 1 + Math.max(0, ...children.map(depth));

describeEachDialect('explain', (dialect, url) => {
  let blog: OpenBlog;
  beforeAll(async () => {
    blog = await openBlog(url());
  });
  afterAll(() => blog.close());

  const joined = (): QueryBuilder =>
    blog
      .from(blog.post)
      .filter({ views: { gt: 3 } })
      .join({ author: true });

  test('shows the tables of a join, by their stored names, and its operations', async () => {
    const { root } = await joined().explain();
    const read = steps(root).filter(({ table }) => table !== undefined);
    expect(read.map(({ table }) => table).sort()).toEqual([blog.post.table.name, blog.user.table.name].sort());
    expect(read.every(({ operation }) => /scan|search|lookup|constant row/i.test(operation))).toBe(true);
    expect(read.every(({ alias }) => alias !== undefined)).toBe(true);
    expect(depth(root)).toBeGreaterThan(1);
  });

  test('shows the condition of the filter, except where the database hides it', async () => {
    const conditions = steps((await joined().explain()).root).map(({ condition }) => condition ?? '');
    expect(conditions.some((condition) => condition.includes('views'))).toBe(dialect !== 'sqlite');
  });

  test('shows the index that is used', async () => {
    await blog.executor.transaction(async (executor) => {
      // A table of three rows is read as a whole there, unless that is forbidden.
      if (dialect === 'postgres')
        await executor.change({ statement: rawNode([textFragment('set local enable_seqscan = off')]), values: [] });
      const { root, text } = await executor.explain(blog.from(blog.user).filter({ id: 2 }).state);
      const lookup = steps(root).find(({ table }) => table === blog.user.table.name);
      expect(lookup?.index).toMatch(/primary|pkey/i);
      expect(text).toContain(`using ${lookup?.index}`);
    });
  });

  test('keeps what the database says as plain data', async () => {
    const { root } = await joined().explain();
    expect(steps(root).some(({ detail }) => Object.keys(detail).length > 0)).toBe(true);
    expect(JSON.parse(JSON.stringify(root))).toEqual(root);
  });

  test('prints a tree for a narrow terminal', async () => {
    const explanation = await joined().explain();
    expect(String(explanation)).toBe(explanation.text);
    expect(inspect(explanation)).toBe(explanation.text);
    const lines = explanation.text.split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(explanation.text).toContain(`on ${blog.post.table.name}`);
  });

  test('with analyze measures, or refuses with a code', async () => {
    if (dialect === 'sqlite') {
      await expect(joined().explain({ analyze: true })).rejects.toThrow(UnsupportedError);
      await expect(joined().explain({ analyze: true })).rejects.toMatchObject({ code: 'OXY-Q006' });
      return;
    }
    const { root, text } = await joined().explain({ analyze: true });
    const scan = steps(root).find(({ table }) => table === blog.post.table.name);
    expect(scan?.actualRows).toBe(4);
    expect(scan?.actualLoops).toBe(1);
    expect(steps(root).some(({ actualMilliseconds = -1 }) => actualMilliseconds >= 0)).toBe(true);
    expect(text).toContain('actual rows 4');
  });

  test('an error of it shows no parameter', async () => {
    const secret = 'secret-4711';
    const broken = blog.from(blog.post).filter({ title: { regex: `(${secret}` } });
    const outcome: unknown = await broken.explain({ analyze: dialect !== 'sqlite' }).catch((error: unknown) => error);
    expect(String((outcome as Error).message ?? '')).not.toContain(secret);
  });

  test('runs in a transaction', async () => {
    await blog.executor.transaction(async (executor) => {
      expect((await executor.explain(joined().state)).root.children.length).toBeGreaterThan(0);
    });
  });
});
