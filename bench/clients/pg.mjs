// node-postgres with named statements.
import { Pool, types } from 'pg';
import { poolSize } from './pool-size.mjs';
import { rawOperations } from './raw.mjs';

// 64-bit integers as numbers, as Oxyde gives them; node-postgres gives text otherwise.
types.setTypeParser(20, Number);

export const pg = {
  name: 'pg',
  databases: ['postgres'],
  open({ url }) {
    const { rows, close } = openPg(url);
    return { ...rawOperations({ dialect: 'postgres', rows }), close };
  },
};

/** A pool; `rows` gives every text a name of its own. */
export function openPg(url) {
  const pool = new Pool({ connectionString: url, max: poolSize, idleTimeoutMillis: 0 });
  const names = new Map();
  const nameOf = (text) => {
    if (!names.has(text)) names.set(text, `s${names.size}`);
    return names.get(text);
  };
  const rows = (text, values) => pool.query({ name: nameOf(text), text, values }).then((result) => result.rows);
  return { rows, close: () => pool.end() };
}
