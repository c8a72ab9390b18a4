// What the synchronous SQLite clients share: statements kept by their text, and rows in their final form.
import { rawOperations } from './raw.mjs';

/** The operations over a database that has `prepare`. */
export function sqliteOperations(database) {
  return { ...rawOperations({ dialect: 'sqlite', rows: sqliteRows(database), toUser, toPost }), close: () => database.close() };
}

/** Runs a text, at once. */
export function sqliteRows(database) {
  const known = new Map();
  const prepare = (sql) => {
    const statement = database.prepare(sql);
    const run = /^(SELECT|INSERT)/.test(sql) ? statement.all : statement.run;
    const prepared = run.bind(statement);
    known.set(sql, prepared);
    return prepared;
  };
  return (sql, values) => (known.get(sql) ?? prepare(sql))(...values);
}

/** Booleans are integers, moments are text in UTC. */
function toUser(row) {
  row.is_active = row.is_active === 1;
  row.created_at = new Date(`${row.created_at}Z`);
}

function toPost(row) {
  row.created_at = new Date(`${row.created_at}Z`);
}
