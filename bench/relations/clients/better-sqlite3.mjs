// better-sqlite3: the raw yardstick of SQLite.
import { sqliteRows } from '../../clients/sqlite-rows.mjs';
import { betterSqlite3 as rowClient } from '../../clients/better-sqlite3.mjs';
import { pragmas } from '../../databases/sqlite.mjs';
import { betterSqlite3Class } from '../../sqlite-engines.mjs';
import { rawRelations } from '../raw.mjs';

const dialect = {
  quote: (name) => `"${name}"`,
  mark: () => '?',
  among: (keys) => ({ test: `IN (${keys.map(() => '?').join(', ')})`, values: keys }),
  /** Booleans are integers, moments are text in UTC. */
  finish(row) {
    row.createdAt = new Date(`${row.createdAt}Z`);
    if (row.isPublished !== undefined) row.isPublished = row.isPublished === 1;
  },
};

export const betterSqlite3 = {
  name: 'better-sqlite3',
  databases: ['sqlite'],
  whyNot: rowClient.whyNot,
  async open({ path }) {
    const Database = await betterSqlite3Class();
    const database = new Database(path);
    for (const pragma of pragmas) database.pragma(pragma);
    return { ...rawRelations({ rows: sqliteRows(database), dialect }), close: () => database.close() };
  },
};
