// mysql2 with `execute`: prepared statements, kept per connection.
import { createPool } from 'mysql2/promise';
import { poolSize } from './pool-size.mjs';
import { rawOperations } from './raw.mjs';

export const mysql2 = {
  name: 'mysql2',
  databases: ['mysql'],
  async open({ url }) {
    const { rows, close } = await openMysql2(url);
    return { ...rawOperations({ dialect: 'mysql', rows, toUser }), close };
  },
};

/** A pool; `rows` gives generated keys where a text asks for them. */
export async function openMysql2(url) {
  const pool = createPool({ uri: url, connectionLimit: poolSize, maxIdle: poolSize, timezone: 'Z' });
  const [[{ version }]] = await pool.query('SELECT version() AS version');
  const rows = version.includes('MariaDB')
    ? (sql, values) => execute(pool, sql, values)
    : (sql, values) => executeOnMysql(pool, sql, values);
  return { rows, close: () => pool.end() };
}

function execute(pool, sql, values) {
  return pool.execute(sql, values).then(([rows]) => rows);
}

/** MySQL has no RETURNING: the keys are counted up from the first one. */
async function executeOnMysql(pool, sql, values) {
  const statement = sql.replace(' RETURNING id', '');
  const [result] = await pool.execute(statement, values);
  if (statement === sql) return result;
  return Array.from({ length: result.affectedRows }, (_, index) => ({ id: result.insertId + index }));
}

/** Booleans are small integers here. */
function toUser(row) {
  row.is_active = row.is_active === 1;
}
