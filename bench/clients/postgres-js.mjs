// postgres.js with its prepared statements and its pipelining.
import postgres from 'postgres';
import { poolSize } from './pool-size.mjs';
import { rawOperations } from './raw.mjs';

// 64-bit integers as numbers, as Oxyde gives them; postgres.js gives text otherwise.
const int8 = { to: 20, from: [20], serialize: String, parse: Number };

export const postgresJs = {
  name: 'postgres.js',
  databases: ['postgres'],
  async open({ url }) {
    const sql = postgres(url, { max: poolSize, types: { int8 } });
    const rows = (text, values) => sql.unsafe(text, values, { prepare: true }).then((found) => found);
    return { ...rawOperations({ dialect: 'postgres', rows }), close: () => sql.end() };
  },
};
