// Makes a difference small: drops clauses, conditions, rows, columns and relations while the databases still differ in the same way.
import type { TestDatabase } from '../support/create-test-database.js';
import { type Difference, differencesOf } from './compare.js';
import { withoutMember } from './make-model.js';
import { type Data, withoutOrphans } from './make-rows.js';
import { codeOfQuery, type RandomQuery, smallerQueries } from './query.js';
import { type EntityModel, type Model, repositoryName } from './model.js';
import { World } from './rows.js';
import { closeSides, openSides, refill, type Side } from './sides.js';

export interface Found {
  readonly world: World;
  readonly query: RandomQuery;
  readonly differences: readonly Difference[];
}

/** More would take long, and find little. */
const mostAttempts = 300;

/** The smallest form that was found. `sides` are filled with the rows of its world afterwards. */
export async function shrunk(found: Found, sides: readonly Side[], databases: readonly TestDatabase[]): Promise<Found> {
  const attempt = attempts(found);
  let best = await withSmallerQuery(found, sides, attempt);
  best = await withFewerRows(best, sides, attempt);
  best = await withSmallerQuery(best, sides, attempt);
  return await withFewerMembers(best, databases, attempt);
}

type Attempt = (world: World, sides: readonly Side[], query: RandomQuery) => Promise<Found | undefined>;

/** Tries a smaller form; undefined when it does not differ as the first one did. */
function attempts(found: Found): Attempt {
  let left = mostAttempts;
  const sign = signOf(found.differences);
  return async (world, sides, query) => {
    if (left-- <= 0) return undefined;
    const differences = await differencesOf(world, sides, query);
    return differences && differences.length > 0 && signOf(differences) === sign ? { world, query, differences } : undefined;
  };
}

/** Which databases differ, and whether they fail. */
function signOf(differences: readonly Difference[]): string {
  const [first] = differences;
  return differences.some(({ isFailure }) => isFailure) ? `${first?.given[0]?.slice(0, 40)}` : 'rows';
}

async function withSmallerQuery(found: Found, sides: readonly Side[], attempt: Attempt): Promise<Found> {
  for (const query of smallerQueries(found.query)) {
    if (codeOfQuery(query).length >= codeOfQuery(found.query).length) continue;
    const smaller = await attempt(found.world, sides, query);
    if (smaller) return await withSmallerQuery(smaller, sides, attempt);
  }
  return found;
}

/** Half of the rows at once, then a quarter, at last one by one. */
async function withFewerRows(found: Found, sides: readonly Side[], attempt: Attempt): Promise<Found> {
  let best = found;
  for (const { name } of found.world.model.entities) {
    for (let size = best.world.rowsOf(name).length; size >= 1; size = Math.floor(size / 2)) {
      best = await withoutParts(best, { name, size }, sides, attempt);
    }
  }
  await refill(sides, best.world);
  return best;
}

/** Without the parts of so many rows that are not needed. */
async function withoutParts(found: Found, part: { name: string; size: number }, sides: readonly Side[], attempt: Attempt): Promise<Found> {
  let best = found;
  for (let from = 0; from < best.world.rowsOf(part.name).length;) {
    const world = withoutRows(best.world, part.name, from, part.size);
    await refill(sides, world);
    const smaller = await attempt(world, sides, best.query);
    best = smaller ?? best;
    from += smaller ? 0 : part.size;
  }
  return best;
}

function withoutRows(world: World, name: string, from: number, count: number): World {
  const data: Data = {};
  for (const entity of world.model.entities) data[entity.name] = world.rowsOf(entity.name).map(({ cells }) => ({ ...cells }));
  data[name]?.splice(from, count);
  return new World(world.model, withoutOrphans(world.model, data));
}

/** Columns and relations that neither the query nor another relation needs: all of them at once, or else one by one. */
async function withFewerMembers(found: Found, databases: readonly TestDatabase[], attempt: Attempt): Promise<Found> {
  const bare = bareModel(found);
  const atOnce = await inModel(found, bare, databases, attempt);
  if (atOnce) return atOnce;
  let best = found;
  for (const [entity, name] of spareMembers(found)) {
    const model = withoutMember(best.world.model, entity, name);
    if (model) best = (await inModel(best, model, databases, attempt)) ?? best;
  }
  return best;
}

/** What could be left out, by its name. */
function spareMembers({ world, query }: Found): [EntityModel, string][] {
  const code = codeOfQuery(query);
  return world.model.entities.flatMap((entity) => {
    const members = [...entity.relations, ...entity.columns.filter(({ isImplied, isKey }) => !isImplied && !isKey)];
    const names = members.map(({ property }) => property).filter((property) => !code.includes(property));
    return names.map((name): [EntityModel, string] => [entity, name]);
  });
}

function bareModel(found: Found): Model {
  const { model } = found.world;
  // Twice, for what hangs on something that goes later.
  const spare = [...spareMembers(found), ...spareMembers(found)];
  const bare = spare.reduce((best, [entity, name]) => withoutMember(best, entity, name) ?? best, model);
  const code = codeOfQuery(found.query);
  const asked = bare.entities.filter((entity) => code.includes(`${repositoryName(entity)}.`)).map(({ name }) => name);
  const needed = new Set([...asked, ...bare.entities.flatMap(namesIn)]);
  return { entities: bare.entities.filter(({ name }) => needed.has(name)) };
}

function namesIn({ relations }: EntityModel): string[] {
  return relations.flatMap((relation) => [relation.source, relation.target, ...(relation.kind === 'manyToMany' ? [relation.through] : [])]);
}

async function inModel(found: Found, model: Model, databases: readonly TestDatabase[], attempt: Attempt): Promise<Found | undefined> {
  const entity = model.entities.find(({ name }) => name === found.query.entity.name);
  if (entity === undefined) return undefined;
  const world = new World(
    model,
    Object.fromEntries(model.entities.map(({ name }) => [name, found.world.rowsOf(name).map(({ cells }) => cells)])),
  );
  return await elsewhere(world, databases, { ...found.query, entity }, attempt);
}

async function elsewhere(
  world: World,
  databases: readonly TestDatabase[],
  query: RandomQuery,
  attempt: Attempt,
): Promise<Found | undefined> {
  const sides = await openSides(databases, world);
  try {
    return await attempt(world, sides, query);
  } finally {
    await closeSides(sides);
  }
}
