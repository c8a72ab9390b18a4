// Databases of the benchmark's own: made, filled, and dropped again.
import { mysql } from './mysql.mjs';
import { postgres } from './postgres.mjs';
import { sqlite } from './sqlite.mjs';

const makers = { postgres, mysql, sqlite };

/**
 * Makes an empty database.
 * `fill()` puts the tables of the content and their rows in it anew when something has changed them; `touch()` says that something will.
 */
export async function createDatabase(kind, { tables, statements }) {
  const database = await makers[kind](`oxyde_bench_${process.pid}`);
  let isFresh = false;
  return {
    kind,
    url: database.url,
    path: database.path,
    async fill() {
      if (!isFresh) await database.run(statements(kind), tables);
      isFresh = true;
    },
    touch() {
      isFresh = false;
    },
    drop: () => database.drop(),
  };
}
