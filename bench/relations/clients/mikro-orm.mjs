// MikroORM: `find` with `populate`, an entity manager forked for each operation.
import { poolSize } from '../../clients/pool-size.mjs';

export const mikroOrm = {
  name: 'mikro-orm',
  databases: ['postgres'],
  async open({ url }) {
    const { MikroORM } = await import('@mikro-orm/postgresql');
    const { Author, Comment, Company, Post } = await defineEntities();
    const orm = await MikroORM.init({ clientUrl: url, entities: [Company, Author, Post, Comment], pool: { min: 0, max: poolSize } });
    // What is faster: 20 posts 21 per second, by `select-in` 13, `joined` 12.
    const strategy = 'balanced';
    const orderBy = { id: 'asc' };
    return {
      list: (name, limit) =>
        orm.em.fork().find(Post, { author: { company: { name } } }, { populate: ['author', 'comments'], orderBy, limit, strategy }),
      newest: (limit, perPost) =>
        orm.em.fork().find(
          Post,
          {},
          {
            populate: ['comments'],
            populateHints: { comments: { limit: perPost, orderBy: { createdAt: 'desc' } } },
            orderBy,
            limit,
            strategy,
          },
        ),
      counted: (limit) => orm.em.fork().find(Post, {}, { populate: ['commentCount'], orderBy, limit }),
      close: () => orm.close(),
    };
  },
};

async function defineEntities() {
  const { defineEntity, p } = await import('@mikro-orm/postgresql');
  const id = () => p.integer().primary();
  const text = () => p.string().length(255);
  const createdAt = () => p.datetime(3);
  const Company = defineEntity({
    name: 'Company',
    tableName: 'companies',
    properties: { id: id(), name: text(), country: text(), authors: () => p.oneToMany(Author).mappedBy('company') },
  });
  const Author = defineEntity({
    name: 'Author',
    tableName: 'authors',
    properties: {
      id: id(),
      company: () => p.manyToOne(Company),
      name: text(),
      email: text(),
      createdAt: createdAt(),
      posts: () => p.oneToMany(Post).mappedBy('author'),
    },
  });
  const Post = defineEntity({
    name: 'Post',
    tableName: 'posts',
    properties: {
      id: id(),
      author: () => p.manyToOne(Author),
      title: text(),
      body: p.text(),
      views: p.integer(),
      isPublished: p.boolean(),
      createdAt: createdAt(),
      comments: () => p.oneToMany(Comment).mappedBy('post'),
      commentCount: p
        .integer()
        .formula((post) => `(select count(*)::int from comments c where c.post_id = ${post}.id)`)
        .lazy(),
    },
  });
  const Comment = defineEntity({
    name: 'Comment',
    tableName: 'comments',
    properties: { id: id(), post: () => p.manyToOne(Post), name: text(), body: p.text(), likes: p.integer(), createdAt: createdAt() },
  });
  return { Author, Comment, Company, Post };
}
