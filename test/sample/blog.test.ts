// Walks through the README of the blog on each database, and stops the program while requests run.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../support/house.js';
import { describeEachDialect } from '../support/test-database.js';
import { type Blog, compileSample, sendRequest, startBlog } from './blog-process.js';

const readme = readFileSync(join(root, 'sample/blog/README.md'), 'utf8');

/** An example of the README: a request, and what its answer has to be. */
interface Example {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly status: number;
  readonly contains: string;
}

const examples = [...readme.matchAll(/```sh\n(curl .*)\n# (\d+) ?(.*)\n```/g)].map(exampleOf);

beforeAll(compileSample, 120_000);

test('the README has examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(14);
});

describeEachDialect('the blog', (_, url) => {
  let blog: Blog;
  beforeAll(async () => {
    blog = await startBlog(url());
  }, 60_000);
  afterAll(() => blog.stop());

  test('says where its API and its OpenAPI page are', () => {
    expect(blog.output()).toContain(`${blog.address} (begin with /posts)`);
    expect(blog.output()).toContain(`${blog.address}/docs`);
  });

  test('has about 2,000 rows to begin with', async () => {
    const totals = await Promise.all(
      ['/posts', '/users'].map(async (path) => ((await (await fetch(blog.address + path)).json()) as { total: number }).total),
    );
    expect(totals).toEqual([400, 100]);
  });

  test('describes the bodies of requests', async () => {
    const document = (await (await fetch(`${blog.address}/docs-json`)).json()) as OpenApi;
    const { properties = {}, required = [] } = document.components.schemas['User'] ?? {};
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['name', 'email', 'role', 'active']));
    expect(properties['name']).toMatchObject({ type: 'string', maxLength: 100 });
    expect(required).toEqual(expect.arrayContaining(['name', 'email']));
    const post = document.components.schemas['CreatePost'];
    expect(Object.keys(post?.properties ?? {}).toSorted()).toEqual([
      'authorId',
      'body',
      'publishedAt',
      'status',
      'summary',
      'title',
      'views',
    ]);
    expect(post?.required?.toSorted()).toEqual(['authorId', 'body', 'title']);
    expect(document.components.schemas['UpdatePost']?.properties).toMatchObject({ title: { maxLength: 200 }, summary: { nullable: true } });
  });

  test('does what its README says', async () => {
    for (const example of examples)
      expect(await answerTo(blog, example)).toEqual({ ...example, text: expect.stringContaining(example.contains) });
  });

  test('publishes a post once, however many ask at the same time', async () => {
    const draft = (await (await fetch(`${blog.address}/posts?status=draft&size=1`)).json()) as { items: { id: number }[] };
    const publish = () => fetch(`${blog.address}/posts/${draft.items[0]?.id}/publish`, { method: 'POST' });
    const statuses = (await Promise.all([publish(), publish(), publish()])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 409, 409]);
  });

  test('merges nothing when a part of it fails', async () => {
    const before = await postsOf(blog, 'Ada Novak');
    const merge = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"intoId":99999}' };
    expect((await fetch(`${blog.address}/users/1/merge`, merge)).status).toBe(404);
    expect(await postsOf(blog, 'Ada Novak')).toBe(before);
  });

  test('loads no relation by itself', async () => {
    const user = (await (await fetch(`${blog.address}/users/1`)).json()) as object;
    expect(Object.keys(user)).not.toContain('posts');
  });

  test('finds its rows again after a second start, and answers what it was asked before it stops', async () => {
    const exitCode = await blog.stop();
    expect(exitCode).toBe(0);
    blog = await startBlog(url());
    const requests = Array.from({ length: 20 }, (__, index) => sendRequest(`${blog.address}/posts?page=${index + 1}`));
    await Promise.all(requests.map(({ sent }) => sent));
    const stopped = blog.stop({ signals: 2 });
    expect(new Set(await Promise.all(requests.map(({ status }) => status)))).toEqual(new Set([200]));
    expect(await stopped).toBe(0);
  }, 60_000);

  test('cuts no request of callers that ask again and again on connections that stay open', async () => {
    await blog.stop();
    blog = await startBlog(url());
    const callers = Array.from({ length: 30 }, () => askUntilRefused(`${blog.address}/posts?size=50`));
    await pause(500);
    expect(await blog.stop()).toBe(0);
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['ECONNREFUSED']));
  }, 60_000);
});

test('a port that is taken is said in one line', async () => {
  const first = await startBlog('sqlite::memory:');
  const second = await startBlog('sqlite::memory:', { port: new URL(first.address).port, expectsStart: false });
  expect(await second.exit).toBe(1);
  expect(second.output()).toMatch(/Port \d+ is taken/);
  await first.stop();
}, 60_000);

interface OpenApi {
  readonly components: {
    readonly schemas: Record<string, { readonly properties?: Record<string, unknown>; readonly required?: string[] }>;
  };
}

/** Asks until there is no answer, and says why there is none. */
async function askUntilRefused(url: string): Promise<string> {
  for (;;) {
    try {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      if (answer.status !== 200) return String(answer.status);
    } catch (error) {
      return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
    }
  }
}

async function answerTo(blog: Blog, example: Example): Promise<Example & { readonly text: string }> {
  const { method, path, body } = example;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(blog.address + path, body === undefined ? { method } : { method, headers, body });
  return { ...example, status: answer.status, text: await answer.text() };
}

async function postsOf(blog: Blog, author: string): Promise<number> {
  const page = (await (await fetch(`${blog.address}/posts?author=${encodeURIComponent(author)}`)).json()) as { total: number };
  return page.total;
}

function exampleOf([, command = '', status, contains = '']: RegExpMatchArray): Example {
  const [, path = ''] = /localhost:3000([^\s']*)/.exec(command) ?? [];
  const [, method = 'GET'] = /-X (\w+)/.exec(command) ?? [];
  const [, body] = /-d '([^']*)'/.exec(command) ?? [];
  return { title: command, method, path, body, status: Number(status), contains };
}
