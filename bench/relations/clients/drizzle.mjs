// Drizzle: its relational queries, prepared. Their filter knows no relations: a subquery finds the authors.
import { poolSize } from '../../clients/pool-size.mjs';

export const drizzle = {
  name: 'drizzle',
  databases: ['postgres'],
  async open({ url }) {
    const { drizzle: connect } = await import('drizzle-orm/node-postgres');
    const { eq, sql } = await import('drizzle-orm');
    const { Pool } = await import('pg');
    const schema = await defineTables();
    const { authors, companies } = schema;
    const pool = new Pool({ connectionString: url, max: poolSize, idleTimeoutMillis: 0 });
    const database = connect(pool, { schema });
    const authorsOf = database
      .select({ id: authors.id })
      .from(authors)
      .innerJoin(companies, eq(companies.id, authors.companyId))
      .where(eq(companies.name, sql.placeholder('name')));
    const orderBy = (post, { asc }) => asc(post.id);
    const list = database.query.posts
      .findMany({
        where: (post, { inArray }) => inArray(post.authorId, authorsOf),
        with: { author: true, comments: true },
        orderBy,
        limit: sql.placeholder('count'),
      })
      .prepare('list');
    const newest = database.query.posts
      .findMany({
        with: { comments: { orderBy: (comment, { desc }) => desc(comment.createdAt), limit: sql.placeholder('perPost') } },
        orderBy,
        limit: sql.placeholder('count'),
      })
      .prepare('newest');
    const counted = database.query.posts
      .findMany({
        // `$count` and columns are of no use here: a relational query writes them without their table, or with that of the post.
        extras: { commentCount: sql`(select count(*) from comments c where c.post_id = "posts".id)`.mapWith(Number).as('comment_count') },
        orderBy,
        limit: sql.placeholder('count'),
      })
      .prepare('counted');
    return {
      list: (name, count) => list.execute({ name, count }),
      newest: (count, perPost) => newest.execute({ count, perPost }),
      counted: (count) => counted.execute({ count }),
      close: () => pool.end(),
    };
  },
};

async function defineTables() {
  const { relations } = await import('drizzle-orm');
  const { boolean, integer, pgTable, serial, text, timestamp, varchar } = await import('drizzle-orm/pg-core');
  const string = (name) => varchar(name, { length: 255 }).notNull();
  const created = () => timestamp('created_at', { precision: 3, withTimezone: true }).notNull();
  const companies = pgTable('companies', { id: serial('id').primaryKey(), name: string('name'), country: string('country') });
  const authors = pgTable('authors', {
    id: serial('id').primaryKey(),
    companyId: integer('company_id').notNull(),
    name: string('name'),
    email: string('email'),
    createdAt: created(),
  });
  const posts = pgTable('posts', {
    id: serial('id').primaryKey(),
    authorId: integer('author_id').notNull(),
    title: string('title'),
    body: text('body').notNull(),
    views: integer('views').notNull(),
    isPublished: boolean('is_published').notNull(),
    createdAt: created(),
  });
  const comments = pgTable('comments', {
    id: serial('id').primaryKey(),
    postId: integer('post_id').notNull(),
    name: string('name'),
    body: text('body').notNull(),
    likes: integer('likes').notNull(),
    createdAt: created(),
  });
  return {
    companies,
    authors,
    posts,
    comments,
    ofAuthors: relations(authors, ({ one }) => ({ company: one(companies, { fields: [authors.companyId], references: [companies.id] }) })),
    ofPosts: relations(posts, ({ one, many }) => ({
      author: one(authors, { fields: [posts.authorId], references: [authors.id] }),
      comments: many(comments),
    })),
    ofComments: relations(comments, ({ one }) => ({ post: one(posts, { fields: [comments.postId], references: [posts.id] }) })),
  };
}
