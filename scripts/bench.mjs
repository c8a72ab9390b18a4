// Sets everything up, the packages of bench/ too, and runs the benchmarks (`npm run bench -- --clients oxyde,pg`).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAddon } from './build-native.mjs';
import { ensureBetterSqlite3 } from './better-sqlite3.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { mustRun } from './run.mjs';
import { fingerprint, isStamped, stamp } from './stamp.mjs';
import { readArguments } from '../bench/arguments.mjs';

/** Prisma's client is generated from its schema. Its schema engine is not needed for that, and would be downloaded. */
async function ensurePrismaClient() {
  const [bench, schema] = ['bench', 'bench/relations/schema.prisma'].map((path) => join(root, path));
  const generated = join(bench, 'node_modules/.generated/prisma');
  const stampFile = join(bench, 'node_modules/.generated/prisma.stamp');
  const wanted = fingerprint([schema, join(bench, 'package-lock.json')]);
  if (existsSync(generated) && isStamped(stampFile, wanted)) return;
  console.log("Generating Prisma's client ...");
  const command = join(bench, 'node_modules/prisma/build/index.js');
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  await mustRun('prisma generate', process.execPath, [command, 'generate', '--schema', schema], { cwd: bench, env, shows: false });
  stamp(stampFile, wanted);
}

const { suites, databases, clients } = readArguments(process.argv.slice(2));
const needsPrisma = suites.includes('relations') && databases.includes('postgres') && (clients?.includes('prisma') ?? true);
await ensureInstalled();
await ensureInstalled(join(root, 'bench'));
if (databases.includes('sqlite')) await ensureBetterSqlite3();
if (needsPrisma) await ensurePrismaClient();
await ensureAddon('release');
await ensureBuilt();
process.argv[1] = join(root, 'bench/main.mjs');
await import(pathToFileURL(process.argv[1]).href);
