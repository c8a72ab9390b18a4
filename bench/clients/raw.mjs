// The operations of the suites in SQL, for any raw client: it gives `rows(sql, parameters)`, at once or as a promise.

const user = 'id, name, email, age, is_active, created_at';
const post = 'id, user_id, title, content, views, created_at';

/**
 * The operations, with relations nested by hand.
 * `dialect` is the kind of database; `toUser` and `toPost` finish a row that the client gives in another form, in place.
 */
export function rawOperations({ dialect, rows, toUser = keep, toPost = keep }) {
  const mark = dialect === 'postgres' ? (number) => `$${number}` : () => '?';
  const users = (sql, parameters) => after(rows(sql, parameters), (found) => finish(found, toUser));
  const insert = (count) => `INSERT INTO users (name, email, age, is_active) VALUES ${tuples(count, 4, mark)} RETURNING id`;
  const flag = dialect === 'postgres' ? Boolean : Number;
  const values = ({ name, email, age, isActive }) => [name, email, age, flag(isActive)];
  const inserts = new Map();
  const sqlOfInsert = (count) => {
    if (!inserts.has(count)) inserts.set(count, insert(count));
    return inserts.get(count);
  };
  const selectOne = `SELECT ${user} FROM users WHERE id = ${mark(1)}`;
  const among = (column, ids) => (dialect === 'postgres' ? `${column} = ANY($1)` : `${column} IN (${ids.map(() => '?').join(', ')})`);
  const listOf = (ids) => (dialect === 'postgres' ? [ids] : ids);
  const by = (table, columns, column, ids) => rows(`SELECT ${columns} FROM ${table} WHERE ${among(column, ids)}`, listOf(ids));
  return {
    selectPk: (id) => after(users(selectOne, [id]), first),
    selectAll: () => users(`SELECT ${user} FROM users`, []),
    insertSingle: (row) => after(rows(sqlOfInsert(1), values(row)), (found) => found[0].id),
    insertBulk: (list) => after(rows(sqlOfInsert(list.length), list.flatMap(values)), (found) => found.map(({ id }) => id)),
    selectFilter: () => users(`SELECT ${user} FROM users WHERE age >= ${mark(1)}`, [18]),
    updateSingle: (id, name) => rows(`UPDATE users SET name = ${mark(1)} WHERE id = ${mark(2)}`, [name, id]),
    updateBulk: () => rows(`UPDATE users SET is_active = ${mark(1)} WHERE age < ${mark(2)}`, [flag(false), 18]),
    deleteSingle: (id) => rows(`DELETE FROM users WHERE id = ${mark(1)}`, [id]),
    filterSimple: () => users(`SELECT ${user} FROM users WHERE name = ${mark(1)}`, ['User0']),
    filterComplex: () =>
      users(`SELECT ${user} FROM users WHERE (age >= ${mark(1)} AND is_active = ${mark(2)}) OR name LIKE ${mark(3)}`, [
        18,
        flag(true),
        'A%',
      ]),
    filterIn: (ids) => users(`SELECT ${user} FROM users WHERE ${among('id', ids)}`, listOf(ids)),
    orderLimit: () => users(`SELECT ${user} FROM users ORDER BY created_at DESC LIMIT ${mark(1)}`, [10]),
    aggregateCount: () => after(rows('SELECT count(*) AS count FROM users', []), (found) => Number(found[0].count)),
    aggregateMixed: () =>
      after(rows('SELECT count(*) AS count, avg(age) AS average, max(age) AS oldest FROM users', []), ([found]) => ({
        count: Number(found.count),
        average: Number(found.average),
        oldest: Number(found.oldest),
      })),
    joinSimple: () => after(rows(joined(''), []), (found) => nestUsers(found, toUser, toPost)),
    joinFilter: () => after(rows(joined(`WHERE u.age >= ${mark(1)}`), [18]), (found) => nestUsers(found, toUser, toPost)),
    prefetchRelated: () => after(users(`SELECT ${user} FROM users`, []), (found) => withPosts(found, by, toPost)),
    nestedPrefetch: () =>
      after(users(`SELECT ${user} FROM users`, []), (found) => after(withPosts(found, by, toPost), (whole) => withTags(whole, by))),
  };
}

/** Goes on with a value that may be a promise, without waiting for one that is not. */
function after(value, goOn) {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

function keep() {}

function first(list) {
  return list[0];
}

function finish(list, toFinished) {
  list.forEach(toFinished);
  return list;
}

/** `($1, $2), ($3, $4)` */
function tuples(count, width, mark) {
  const tuple = (_, row) => `(${Array.from({ length: width }, (__, column) => mark(row * width + column + 1)).join(', ')})`;
  return Array.from({ length: count }, tuple).join(', ');
}

function joined(where) {
  const columns = `p.id, p.user_id, p.title, p.content, p.views, p.created_at, u.id AS u_id, u.name AS u_name, u.email AS u_email, u.age AS u_age, u.is_active AS u_is_active, u.created_at AS u_created_at`;
  return `SELECT ${columns} FROM posts p JOIN users u ON u.id = p.user_id ${where}`;
}

function nestUsers(found, toUser, toPost) {
  return found.map((row) => {
    const author = {
      id: row.u_id,
      name: row.u_name,
      email: row.u_email,
      age: row.u_age,
      is_active: row.u_is_active,
      created_at: row.u_created_at,
    };
    const { id, user_id, title, content, views, created_at } = row;
    const nested = { id, user_id, title, content, views, created_at, user: author };
    toUser(author);
    toPost(nested);
    return nested;
  });
}

function withPosts(users, by, toPost) {
  const ids = users.map(({ id }) => id);
  return after(by('posts', post, 'user_id', ids), (posts) => {
    const byUser = groupBy(finish(posts, toPost), 'user_id');
    for (const owner of users) owner.posts = byUser.get(owner.id) ?? [];
    return users;
  });
}

/** Links and tags of all posts; the ids go in portions, as the parameters of one statement are limited. */
function withTags(users, by) {
  const posts = users.flatMap((owner) => owner.posts);
  const portions = [];
  for (let start = 0; start < posts.length; start += 10_000) portions.push(posts.slice(start, start + 10_000).map(({ id }) => id));
  const found = portions.map((ids) => by('post_tags', 'id, post_id, tag_id', 'post_id', ids));
  return after(all(found), (lists) => {
    const links = lists.flat();
    return after(by('tags', 'id, name', 'id', [...new Set(links.map((link) => link.tag_id))]), (tags) =>
      attachTags(users, posts, links, tags),
    );
  });
}

function attachTags(users, posts, links, tags) {
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  const byPost = groupBy(links, 'post_id');
  for (const entry of posts) entry.tags = (byPost.get(entry.id) ?? []).map((link) => byId.get(link.tag_id));
  return users;
}

function all(values) {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : values;
}

function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group) group.push(row);
    else groups.set(row[key], [row]);
  }
  return groups;
}
