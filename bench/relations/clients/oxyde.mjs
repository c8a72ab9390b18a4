// Oxyde: a filter through two relations, a join, a prefetch.
import { poolSize } from '../../clients/pool-size.mjs';

export const oxyde = {
  name: 'oxyde',
  databases: ['postgres', 'mysql', 'sqlite'],
  async open({ url }) {
    const { count: countOf, DataSource } = await import('../../../dist/esm/lib/index.js');
    const { Author, Comment, Company, Post } = await import('../entities.mjs');
    const dataSource = await DataSource.open({ url, entities: [Company, Author, Post, Comment], pool: { max: poolSize } });
    const posts = dataSource.repository(Post).orderBy('id');
    return {
      list: (name, count) =>
        posts
          .filter({ author: { company: { name } } })
          .join({ author: true })
          .prefetch({ comments: true })
          .limit(count)
          .all(),
      newest: (count, perPost) =>
        posts
          .prefetch({ comments: { orderBy: '-createdAt', limit: perPost } })
          .limit(count)
          .all(),
      counted: (count) =>
        posts
          .annotate((post) => ({ commentCount: countOf(post.comments) }))
          .limit(count)
          .all(),
      close: () => dataSource.close(),
    };
  },
};
