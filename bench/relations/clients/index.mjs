// The clients of the suite `relations`.
import { betterSqlite3 } from './better-sqlite3.mjs';
import { drizzle } from './drizzle.mjs';
import { mikroOrm } from './mikro-orm.mjs';
import { mysql2 } from './mysql2.mjs';
import { oxyde } from './oxyde.mjs';
import { pg } from './pg.mjs';
import { prisma } from './prisma.mjs';
import { typeorm } from './typeorm.mjs';

export const relationClients = [oxyde, pg, mysql2, betterSqlite3, typeorm, prisma, drizzle, mikroOrm];

const raw = { postgres: pg, mysql: mysql2, sqlite: betterSqlite3 };

/** The client that all others have to agree with. */
export function rawClientOf(kind) {
  return raw[kind];
}
