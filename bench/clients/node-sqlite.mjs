// The SQLite of Node.js itself, where this Node has one.
import { pragmas } from '../databases/sqlite.mjs';
import { nodeSqliteClass } from '../sqlite-engines.mjs';
import { sqliteOperations } from './sqlite-rows.mjs';

export const nodeSqlite = {
  name: 'node:sqlite',
  databases: ['sqlite'],
  async whyNot() {
    const found = await nodeSqliteClass();
    return found ? undefined : `Node.js ${process.versions.node} has no node:sqlite`;
  },
  async open({ path }) {
    const Database = await nodeSqliteClass();
    const database = new Database(path);
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
    return sqliteOperations(database);
  },
};
