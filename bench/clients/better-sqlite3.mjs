// better-sqlite3 with prepared statements.
import { pragmas } from '../databases/sqlite.mjs';
import { betterSqlite3Class } from '../sqlite-engines.mjs';
import { sqliteOperations } from './sqlite-rows.mjs';

export const betterSqlite3 = {
  name: 'better-sqlite3',
  databases: ['sqlite'],
  async whyNot() {
    const found = await betterSqlite3Class();
    return found ? undefined : 'it is compiled for another Node.js; run `npm rebuild` in bench/';
  },
  async open({ path }) {
    const Database = await betterSqlite3Class();
    const database = new Database(path);
    for (const pragma of pragmas) database.pragma(pragma);
    return sqliteOperations(database);
  },
};
