// Makes a fresh database on each server at hand, and drops it afterwards; knows nothing of jest.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Link } from '../../lib/engine/link.js';
import { Bridge } from '../../lib/native/bridge.js';
import { mode } from '../../lib/wire/tags.js';
import { mysqlUrl, postgresUrl } from './databases.js';
import { changePlan } from './raw-plan.js';

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

/** A database that nobody else uses. */
export interface TestDatabase {
  readonly dialect: Dialect;
  readonly url: string;
  drop(): Promise<void>;
}

/** The dialects whose servers answer. */
export const dialects: readonly Dialect[] = [
  'sqlite',
  ...(postgresUrl ? (['postgres'] as const) : []),
  ...(mysqlUrl ? (['mysql'] as const) : []),
];

export async function createTestDatabase(dialect: Dialect): Promise<TestDatabase> {
  if (dialect === 'sqlite') return await createFile();
  const server = dialect === 'postgres' ? postgresUrl : mysqlUrl;
  if (server === undefined) throw new Error(`There is no ${dialect} server.`);
  return await createOnServer(dialect, server);
}

async function createFile(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'oxyde-'));
  return { dialect: 'sqlite', url: `sqlite:${join(folder, 'test.db')}`, drop: () => rm(folder, { recursive: true, force: true }) };
}

async function createOnServer(dialect: 'postgres' | 'mysql', server: string): Promise<TestDatabase> {
  const name = `oxyde_test_${randomBytes(6).toString('hex')}`;
  const base = server.replace(/\/$/, '');
  const admin = dialect === 'postgres' ? `${base}/postgres` : `${base}/mysql`;
  await runOnce(admin, `CREATE DATABASE ${name}`);
  const force = dialect === 'postgres' ? ' WITH (FORCE)' : '';
  return { dialect, url: `${base}/${name}`, drop: () => runOnce(admin, `DROP DATABASE IF EXISTS ${name}${force}`) };
}

async function runOnce(url: string, sql: string): Promise<void> {
  const link = new Link(Bridge.shared(), { url });
  try {
    link.payloadOf(await link.run(link.handle, changePlan(sql), [], mode.affected));
  } finally {
    await link.control(link.handle, mode.close, 0, [5_000]);
    link.release();
  }
}
