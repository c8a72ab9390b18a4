// The databases that answer beside the evaluation: opened with the classes of a model, filled with its rows.
import { DataSource, type EntityClass, type Repository } from 'oxyde';
import type { Dialect, TestDatabase } from '../support/create-test-database.js';
import { modelClasses } from './classes.js';
import { repositoryName } from './model.js';
import type { World } from './rows.js';

/** One database with the tables of a model. */
export interface Side {
  readonly dialect: Dialect;
  readonly dataSource: DataSource;
  /** The repositories, by the names that code has for them. */
  readonly repositories: Readonly<Record<string, Repository<object>>>;
  readonly classes: ReadonlyMap<string, EntityClass>;
}

/** Opens all databases, side by side. */
export async function openSides(databases: readonly TestDatabase[], world: World): Promise<Side[]> {
  return await Promise.all(databases.map((database) => openSide(database, world)));
}

async function openSide({ dialect, url }: TestDatabase, world: World): Promise<Side> {
  const classes = modelClasses(world.model);
  const dataSource = await DataSource.open({ url, entities: [...classes.values()], pool: { max: 4 } });
  await dataSource.createTables();
  const named = [...classes].map(([name, entity]) => [repositoryName({ name }), dataSource.repository(entity)] as const);
  const side = { dialect, dataSource, repositories: Object.fromEntries(named), classes };
  await fill(side, world);
  return side;
}

async function fill({ repositories }: Side, world: World): Promise<void> {
  for (const { name } of world.model.entities) {
    const rows = world.rowsOf(name).map(({ cells }) => cells);
    if (rows.length > 0) await repositories[repositoryName({ name })]?.bulkCreate(rows as never);
  }
}

/** Other rows in the same tables. */
export async function refill(sides: readonly Side[], world: World): Promise<void> {
  await Promise.all(
    sides.map(async (side) => {
      for (const repository of Object.values(side.repositories)) await repository.unfiltered().delete();
      await fill(side, world);
    }),
  );
}

export async function closeSides(sides: readonly Side[]): Promise<void> {
  await Promise.all(
    sides.map(async ({ dataSource }) => {
      await dataSource.dropTables();
      await dataSource.close();
    }),
  );
}
