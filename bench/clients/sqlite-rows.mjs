// What the synchronous SQLite clients share: statements kept by their text, and rows in their final form.
import { rawOperations } from './raw.mjs';

/** The operations over a database that has `prepare`. */
export function sqliteOperations(database) {
  const statements = new Map();
  const statementOf = (sql) => {
    if (!statements.has(sql)) statements.set(sql, database.prepare(sql));
    return statements.get(sql);
  };
  const rows = (sql, values) => {
    const statement = statementOf(sql);
    return /^(SELECT|INSERT)/.test(sql) ? statement.all(...values) : statement.run(...values);
  };
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
