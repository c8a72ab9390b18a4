// The 24 tests of the original Oxyde, restated: ten warm-up runs, a hundred timed ones, one after the other.
import { newUser, shuffledIds, userCount } from '../data.mjs';
import { series } from '../measure.mjs';

/** Reads warm up for a while, too, so that nobody pays for code that is compiled on the way; writes do not, as they use the rows up. */
const countsOf = (isWriting) => ({ warmUp: 10, seconds: isWriting ? 0 : 0.2, count: 100 });

const tests = [
  { test: 'insert_single', isWriting: true, run: (client) => client.insertSingle(newUser()), check: (id) => id > userCount },
  { test: 'insert_bulk_100', isWriting: true, run: (client) => client.insertBulk(newUsers(100)), check: (ids) => ids.length === 100 },
  { test: 'select_pk', run: (client, next) => client.selectPk(next()), check: (user) => user.id > 0 },
  { test: 'select_filter', run: (client) => client.selectFilter(), check: (users) => users.length === 949 },
  { test: 'update_single', isWriting: true, run: (client, next) => client.updateSingle(next(), 'Updated') },
  { test: 'update_bulk', isWriting: true, run: (client) => client.updateBulk() },
  { test: 'delete_single', isWriting: true, run: (client, next) => client.deleteSingle(next()) },
  { test: 'filter_simple', run: (client) => client.filterSimple(), check: (users) => users.length === 1 },
  { test: 'filter_complex', run: (client) => client.filterComplex(), check: (users) => users.length > 300 },
  { test: 'filter_in', run: (client, next) => client.filterIn(nextIds(next, 100)), check: (users) => users.length === 100 },
  { test: 'order_limit', run: (client) => client.orderLimit(), check: (users) => users.length === 10 },
  { test: 'aggregate_count', run: (client) => client.aggregateCount(), check: (count) => count === userCount },
  { test: 'aggregate_mixed', run: (client) => client.aggregateMixed(), check: ({ count, oldest }) => count === userCount && oldest === 70 },
  { test: 'join_simple', run: (client) => client.joinSimple(), check: (posts) => posts.length === 20_000 && posts[0].user.id > 0 },
  { test: 'join_filter', run: (client) => client.joinFilter(), check: (posts) => posts.length === 18_980 },
  { test: 'prefetch_related', run: (client) => client.prefetchRelated(), check: (users) => users[999].posts.length === 20 },
  { test: 'nested_prefetch', run: (client) => client.nestedPrefetch(), check: (users) => hasTags(users) },
  ...[10, 25, 50, 75, 100, 150, 200].map((size) => ({
    test: `concurrent_${size}`,
    concurrency: size,
    run: (client, next) => Promise.all(nextIds(next, size).map((id) => client.selectPk(id))),
    check: (users) => users.length === size && users.every(({ id }) => id > 0),
  })),
];

/** Yields one sample for each test; an operation of `concurrent_N` is the whole batch. */
export async function* classic({ client, database, tests: wanted }) {
  for (const { test, concurrency = 1, isWriting, run, check } of tests) {
    if (wanted && !wanted.includes(test)) continue;
    await database.fill();
    if (isWriting) database.touch();
    const open = await client.open(database);
    try {
      const next = shuffledIds();
      if (check && !check(await run(open, next))) throw new Error(`${test} of ${client.name} found something else`);
      yield { test, concurrency, ...(await series(() => run(open, next), countsOf(isWriting))) };
    } finally {
      await open.close();
    }
  }
}

function newUsers(count) {
  return Array.from({ length: count }, newUser);
}

function nextIds(next, count) {
  return Array.from({ length: count }, next);
}

/** Every link is there, and leads to a tag. */
function hasTags(users) {
  const tags = users.flatMap((user) => user.posts).flatMap((post) => post.tags);
  return tags.length === 1983 && tags.every((tag) => tag.name.startsWith('tag'));
}
