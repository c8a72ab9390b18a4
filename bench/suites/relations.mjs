// The relations suite: a list filtered through two relations, joined, with the children of each row; and a few children of each.
import { deepStrictEqual } from 'node:assert';
import { throughput } from '../measure.mjs';
import { companyNames } from '../relations/data.mjs';
import { plainPosts } from '../relations/plain.mjs';
import { rawClientOf } from '../relations/clients/index.mjs';

const tests = [
  { test: 'list_1000x20', callers: [1], run: (client) => client.list(companyNames[0], 1000), hasAuthor: true, parents: 1000, children: 20 },
  { test: 'list_20x20', callers: [1, 10], run: (client) => client.list(companyNames[0], 20), hasAuthor: true, parents: 20, children: 20 },
  { test: 'newest_3_of_200', callers: [1], run: (client) => client.newest(200, 3), parents: 200, children: 3, isOrdered: true },
  { test: 'counts_of_1000', callers: [1], run: (client) => client.counted(1000), parents: 1000, children: 20, isCounted: true },
];

/** Yields one sample for each test and number of callers, once the client has found what the raw one finds. */
export async function* relations({ client, database, tests: wanted, seconds }) {
  await database.fill();
  for (const { test, callers, run, ...facts } of tests) {
    if (wanted && !wanted.includes(test)) continue;
    const expected = await found(rawClientOf(database.kind), database, run, facts);
    const open = await client.open(database);
    try {
      deepStrictEqual(plainPosts(await run(open), facts), expected, `${client.name} finds something else than the raw client for ${test}`);
      for (const concurrency of callers) yield { test, concurrency, ...(await throughput(() => run(open), { concurrency, seconds })) };
    } finally {
      await open.close();
    }
  }
}

/** What the raw client finds, which has to be as much as the test says. */
async function found(client, database, run, facts) {
  const open = await client.open(database);
  try {
    const posts = plainPosts(await run(open), facts);
    const isWhole =
      posts.length === facts.parents && posts.every(({ comments, commentCount }) => (comments?.length ?? commentCount) === facts.children);
    if (!isWhole) throw new Error(`${client.name} does not find ${facts.parents} posts with ${facts.children} comments each`);
    return posts;
  } finally {
    await open.close();
  }
}
