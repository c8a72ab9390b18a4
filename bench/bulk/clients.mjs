// The clients of the suite `bulk`: Oxyde, and TypeORM's `insert` in chunks.
import { Column, DataSource, Id } from '../../dist/esm/lib/index.js';
import { poolSize } from '../clients/pool-size.mjs';
import { decorate } from '../decorate.mjs';

class Reading {}
decorate(Reading, 'readings', {
  id: Id(),
  sensor: Column.int(),
  name: Column.string({ maxLength: 255 }),
  value: Column.float(),
  isValid: Column.boolean(),
  note: Column.string({ maxLength: 255, nullable: true }),
  takenAt: Column.timestamp(),
});

const oxyde = {
  name: 'oxyde',
  databases: ['postgres', 'mysql', 'sqlite'],
  async open({ url }) {
    const dataSource = await DataSource.open({ url, entities: [Reading], pool: { max: poolSize } });
    const readings = dataSource.repository(Reading);
    return {
      insert: (rows) => readings.bulkCreate(rows),
      clear: () => readings.unfiltered().delete(),
      count: () => readings.count(),
      close: () => dataSource.close(),
    };
  },
};

/** Rows per `insert`: what was fastest here among 500, 1,000, 2,000 and 5,000, and what SQLite's 32,766 parameters hold. */
const chunkSize = 1000;

const typeorm = {
  name: 'typeorm',
  databases: ['postgres', 'mysql', 'sqlite'],
  async open(database) {
    const { DataSource: TypeormDataSource } = await import('typeorm');
    const options = connection[database.kind](database);
    const dataSource = await new TypeormDataSource({ ...options, entities: [await defineReading(database.kind)] }).initialize();
    return {
      insert: (rows) => dataSource.transaction((manager) => insertChunks(manager.getRepository('Reading'), rows)),
      clear: () => dataSource.getRepository('Reading').deleteAll(),
      count: () => dataSource.getRepository('Reading').count(),
      close: () => dataSource.destroy(),
    };
  },
};

/** TypeORM writes generated values into the objects that it is given: each insert gets copies. */
async function insertChunks(repository, rows) {
  for (let start = 0; start < rows.length; start += chunkSize) {
    await repository.insert(rows.slice(start, start + chunkSize).map((row) => ({ ...row })));
  }
}

const connection = {
  postgres: ({ url }) => ({ type: 'postgres', url, poolSize }),
  mysql: ({ url }) => ({ type: 'mysql', url, poolSize, timezone: 'Z' }),
  sqlite: ({ path }) => ({ type: 'better-sqlite3', database: path, enableWAL: true }),
};

async function defineReading(kind) {
  const { EntitySchema } = await import('typeorm');
  const text = { type: 'varchar', length: 255 };
  const moment = {
    postgres: { type: 'timestamptz', precision: 3 },
    mysql: { type: 'datetime', precision: 3 },
    sqlite: { type: 'datetime' },
  };
  return new EntitySchema({
    name: 'Reading',
    tableName: 'readings',
    columns: {
      id: { type: kind === 'sqlite' ? 'integer' : 'bigint', primary: true, generated: true },
      sensor: { type: kind === 'sqlite' ? 'integer' : 'bigint' },
      name: text,
      value: { type: kind === 'mysql' ? 'double' : 'double precision' },
      isValid: { name: 'is_valid', type: 'boolean' },
      note: { ...text, nullable: true },
      takenAt: { name: 'taken_at', ...moment[kind] },
    },
  });
}

export const bulkClients = [oxyde, typeorm];
