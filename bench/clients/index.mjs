// The clients by name: how each is opened, and the databases that it speaks to.
import { betterSqlite3 } from './better-sqlite3.mjs';
import { mysql2 } from './mysql2.mjs';
import { nodeSqlite } from './node-sqlite.mjs';
import { oxyde } from './oxyde.mjs';
import { pg } from './pg.mjs';
import { postgresJs } from './postgres-js.mjs';

/** Those of the suites micro and classic. */
export const rowClients = [oxyde, pg, postgresJs, mysql2, betterSqlite3, nodeSqlite];

/** The clients of a database among those asked for; one that cannot run here is named and left out. */
export async function chooseClients(clients, kind, wanted) {
  const chosen = clients.filter((client) => client.databases.includes(kind) && (wanted?.includes(client.name) ?? true));
  const able = [];
  for (const client of chosen) {
    const reason = await client.whyNot?.();
    if (reason) process.stderr.write(`${client.name} is left out: ${reason}\n`);
    else able.push(client);
  }
  return able;
}
