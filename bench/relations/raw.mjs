// The operations of the suite `relations` in SQL, for any raw client: two queries and a Map each.

/**
 * `rows(sql, parameters)` gives rows, or a promise of them. Of the dialect: how a name is quoted, how parameter `number` is written,
 * the test for keys in a list with its parameters, and what finishes a row that comes in another form.
 */
export function rawRelations({ rows, dialect }) {
  const { mark, finish, among } = dialect;
  const { post, author, comment } = columnsOf(dialect.quote);
  const joined = 'FROM posts p JOIN authors a ON a.id = p.author_id JOIN companies co ON co.id = a.company_id';
  const place = 'row_number() OVER (PARTITION BY c.post_id ORDER BY c.created_at DESC) AS place';
  const listSql = `SELECT ${post}, ${author} ${joined} WHERE co.name = ${mark(1)} ORDER BY p.id LIMIT ${mark(2)}`;
  const postsSql = `SELECT ${post} FROM posts p ORDER BY p.id LIMIT ${mark(1)}`;
  const countOf = `(SELECT count(*) FROM comments c WHERE c.post_id = p.id) AS ${dialect.quote('commentCount')}`;
  const countedSql = `SELECT ${post}, ${countOf} FROM posts p ORDER BY p.id LIMIT ${mark(1)}`;
  return {
    async list(company, count) {
      const found = await rows(listSql, [company, count]);
      const { test, values } = among(found.map(({ id }) => id));
      const comments = await rows(`SELECT ${comment} FROM comments c WHERE c.post_id ${test}`, values);
      return withComments(found.map(toNested), comments, finish);
    },
    async newest(count, perPost) {
      const found = await rows(postsSql, [count]);
      const { test, values } = among(found.map(({ id }) => id));
      const numbered = `SELECT ${comment}, ${place} FROM comments c WHERE c.post_id ${test}`;
      const comments = await rows(`SELECT * FROM (${numbered}) AS numbered WHERE place <= ${mark(values.length + 1)} ORDER BY place`, [
        ...values,
        perPost,
      ]);
      return withComments(found, comments, finish);
    },
    async counted(count) {
      const found = await rows(countedSql, [count]);
      if (finish) found.forEach(finish);
      return found;
    },
  };
}

function columnsOf(quote) {
  const as = (column, name) => `${column} AS ${quote(name)}`;
  return {
    post: `p.id, ${as('p.author_id', 'authorId')}, p.title, p.body, p.views, ${as('p.is_published', 'isPublished')}, ${as('p.created_at', 'createdAt')}`,
    author: `${as('a.company_id', 'companyId')}, ${as('a.name', 'authorName')}, ${as('a.email', 'authorEmail')}, ${as('a.created_at', 'authorCreatedAt')}`,
    comment: `c.id, ${as('c.post_id', 'postId')}, c.name, c.body, c.likes, ${as('c.created_at', 'createdAt')}`,
  };
}

/** A row of the join as a post with its author. */
function toNested({ id, authorId, title, body, views, isPublished, createdAt, companyId, authorName, authorEmail, authorCreatedAt }) {
  const author = { id: authorId, companyId, name: authorName, email: authorEmail, createdAt: authorCreatedAt };
  return { id, authorId, title, body, views, isPublished, createdAt, author };
}

function withComments(posts, comments, finish) {
  const byPost = new Map();
  for (const post of posts) {
    finish?.(post);
    if (post.author) finish?.(post.author);
    post.comments = [];
    byPost.set(post.id, post.comments);
  }
  for (const comment of comments) {
    finish?.(comment);
    byPost.get(comment.postId).push(comment);
  }
  return posts;
}
