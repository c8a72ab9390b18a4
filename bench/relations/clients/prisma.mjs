// Prisma without a Rust engine: its query compiler and the adapter for node-postgres.
import { existsSync } from 'node:fs';
import { poolSize } from '../../clients/pool-size.mjs';

const generated = new URL('../../node_modules/.generated/prisma/index.js', import.meta.url);

export const prisma = {
  name: 'prisma',
  databases: ['postgres'],
  whyNot: () => (existsSync(generated) ? undefined : 'its client is not generated; run the benchmark by `npm run bench`'),
  async open({ url }) {
    const { PrismaPg } = await import('@prisma/adapter-pg');
    const { PrismaClient } = (await import(generated.href)).default;
    const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: poolSize }) });
    await client.$connect();
    const orderBy = { id: 'asc' };
    // What is faster: 1,000 posts 4.0 and 3.5 per second by queries and by a join, 20 posts 80 and 138.
    return {
      list: (name, take) =>
        client.post.findMany({
          where: { author: { company: { name } } },
          include: { author: true, comments: true },
          orderBy,
          take,
          relationLoadStrategy: take > 100 ? 'query' : 'join',
        }),
      newest: (take, perPost) =>
        client.post.findMany({
          include: { comments: { orderBy: { createdAt: 'desc' }, take: perPost } },
          orderBy,
          take,
          relationLoadStrategy: 'join',
        }),
      counted: async (take) => {
        const posts = await client.post.findMany({ include: { _count: { select: { comments: true } } }, orderBy, take });
        return posts.map(({ _count, ...post }) => ({ ...post, commentCount: _count.comments }));
      },
      close: () => client.$disconnect(),
    };
  },
};
