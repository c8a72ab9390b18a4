// What the synchronous SQLite clients share: statements kept by their text, and rows in their final form.
import { rawOperations } from './raw.mjs';

/** The operations over a database that has `prepare`. */
export function sqliteOperations(database) {
  const known = new Map();
  const prepare = (sql) => {
    const statement = database.prepare(sql);
    const run = /^(SELECT|INSERT)/.test(sql) ? statement.all : statement.run;
    const prepared = run.bind(statement);
    known.set(sql, prepared);
    return prepared;
  };
  const rows = (sql, values) => (known.get(sql) ?? prepare(sql))(...values);
  return { ...rawOperations({ dialect: 'sqlite', rows, toUser, toPost }), close: () => database.close() };
}

/** Booleans are integers, moments are text in UTC. */
function toUser(row) {
  row.is_active = row.is_active === 1;
  row.created_at = new Date(`${row.created_at}Z`);
}

function toPost(row) {
  row.created_at = new Date(`${row.created_at}Z`);
}
