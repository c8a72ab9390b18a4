// TypeORM: `find` with relations; its query builder where a limit counts for each parent, for which `find` has no option.
import { poolSize } from '../../clients/pool-size.mjs';

export const typeorm = {
  name: 'typeorm',
  databases: ['postgres', 'mysql'],
  async open({ url, kind }) {
    const { DataSource } = await import('typeorm');
    const { Author, Comment, Company, Post } = await defineEntities(kind);
    const dataSource = await new DataSource({ ...connection[kind](url), entities: [Company, Author, Post, Comment] }).initialize();
    const posts = dataSource.getRepository('Post');
    const comments = dataSource.getRepository('Comment');
    return {
      list: (name, count) =>
        posts.find({
          where: { author: { company: { name } } },
          relations: { author: true, comments: true },
          order: { id: 'ASC' },
          take: count,
          // What is faster: 20 posts 46 per second, by queries 8.
          relationLoadStrategy: 'join',
        }),
      newest: async (count, perPost) =>
        attach(await posts.find({ order: { id: 'ASC' }, take: count }), (keys) => newest(comments, keys, perPost)),
      counted: (count) => counted(posts, count),
      close: () => dataSource.destroy(),
    };
  },
};

const connection = {
  postgres: (url) => ({ type: 'postgres', url, poolSize }),
  mysql: (url) => ({ type: 'mysql', url, poolSize, timezone: 'Z' }),
};

async function defineEntities(kind) {
  const { EntitySchema } = await import('typeorm');
  const id = { type: 'int', primary: true, generated: true };
  const text = { type: 'varchar', length: 255 };
  const createdAt =
    kind === 'postgres'
      ? { name: 'created_at', type: 'timestamptz', precision: 3 }
      : { name: 'created_at', type: 'datetime', precision: 3 };
  const toOne = (target, property, column, inverse) => ({
    [property]: { type: 'many-to-one', target, joinColumn: { name: column }, inverseSide: inverse, nullable: false },
  });
  const toMany = (target, property, inverse) => ({ [property]: { type: 'one-to-many', target, inverseSide: inverse } });
  return {
    Company: new EntitySchema({
      name: 'Company',
      tableName: 'companies',
      columns: { id, name: text, country: text },
      relations: toMany('Author', 'authors', 'company'),
    }),
    Author: new EntitySchema({
      name: 'Author',
      tableName: 'authors',
      columns: { id, companyId: { name: 'company_id', type: 'int' }, name: text, email: text, createdAt },
      relations: { ...toOne('Company', 'company', 'company_id', 'authors'), ...toMany('Post', 'posts', 'author') },
    }),
    Post: new EntitySchema({
      name: 'Post',
      tableName: 'posts',
      columns: {
        id,
        authorId: { name: 'author_id', type: 'int' },
        title: text,
        body: { type: 'text' },
        views: { type: 'int' },
        isPublished: { name: 'is_published', type: 'boolean' },
        createdAt,
      },
      relations: { ...toOne('Author', 'author', 'author_id', 'posts'), ...toMany('Comment', 'comments', 'post') },
    }),
    Comment: new EntitySchema({
      name: 'Comment',
      tableName: 'comments',
      columns: { id, postId: { name: 'post_id', type: 'int' }, name: text, body: { type: 'text' }, likes: { type: 'int' }, createdAt },
      relations: toOne('Post', 'post', 'post_id', 'comments'),
    }),
  };
}

/** Comments numbered within their post by a window function. */
function newest(comments, keys, perPost) {
  const numbered = (query) =>
    query
      .select('inner.id', 'id')
      .addSelect('row_number() OVER (PARTITION BY inner.post_id ORDER BY inner.created_at DESC)', 'place')
      .from('Comment', 'inner')
      .where('inner.post_id IN (:...keys)', { keys });
  return comments
    .createQueryBuilder('comment')
    .innerJoin(numbered, 'numbered', 'numbered.id = comment.id')
    .where('numbered.place <= :perPost', { perPost })
    .orderBy('numbered.place')
    .getMany();
}

async function attach(posts, load) {
  const byId = new Map(posts.map((post) => [post.id, post]));
  for (const post of posts) post.comments = [];
  for (const comment of await load([...byId.keys()])) byId.get(comment.postId).comments.push(comment);
  return posts;
}

/** A subquery counts: the entities and the counts come side by side. */
async function counted(posts, count) {
  const countOf = (query) => query.select('count(*)').from('Comment', 'comment').where('comment.postId = post.id');
  const { entities, raw } = await posts
    .createQueryBuilder('post')
    .addSelect(countOf, 'comment_count')
    .orderBy('post.id')
    .limit(count)
    .getRawAndEntities();
  entities.forEach((post, index) => (post.commentCount = Number(raw[index].comment_count)));
  return entities;
}
