// Oxyde, by its public API, from the built package: full entity instances, the default options, the same pool size.
import { poolSize } from './pool-size.mjs';

export const oxyde = {
  name: 'oxyde',
  databases: ['postgres', 'mysql', 'sqlite'],
  async open({ url }) {
    const { DataSource } = await import('../../dist/esm/lib/index.js');
    const { Post, PostTag, Tag, User } = await import('../entities.mjs');
    const dataSource = await DataSource.open({ url, entities: [User, Post, Tag, PostTag], pool: { max: poolSize } });
    const users = dataSource.repository(User);
    const posts = dataSource.repository(Post);
    return { ...operations(users, posts), close: () => dataSource.close() };
  },
};

function operations(users, posts) {
  const grown = { age: { gte: 18 } };
  return {
    selectPk: (id) => users.get(id),
    selectAll: () => users.all(),
    insertSingle: async (row) => (await users.create(row)).id,
    insertBulk: async (rows) => (await users.bulkCreate(rows)).map(({ id }) => id),
    selectFilter: () => users.filter(grown).all(),
    updateSingle: (id, name) => users.filter({ id }).update({ name }),
    updateBulk: () => users.filter({ age: { lt: 18 } }).update({ isActive: false }),
    deleteSingle: (id) => users.filter({ id }).delete(),
    filterSimple: () => users.filter({ name: 'User0' }).all(),
    filterComplex: () => users.filter({ or: [{ ...grown, isActive: true }, { name: { startsWith: 'A' } }] }).all(),
    filterIn: (ids) => users.filter({ id: { in: ids } }).all(),
    orderLimit: () => users.orderBy('-createdAt').limit(10).all(),
    aggregateCount: () => users.count(),
    aggregateMixed: async () => {
      const [count, average, oldest] = await Promise.all([users.count(), users.avg('age'), users.max('age')]);
      return { count, average, oldest };
    },
    joinSimple: () => posts.join({ user: true }).all(),
    joinFilter: () => posts.filter({ user: grown }).join({ user: true }).all(),
    prefetchRelated: () => users.prefetch({ posts: true }).all(),
    nestedPrefetch: () => users.prefetch({ posts: { prefetch: { tags: true } } }).all(),
  };
}
