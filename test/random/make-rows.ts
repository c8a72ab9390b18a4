// Makes the rows of a model: few different values, so that joins and groups hit, and NULLs.
import type { Cell } from './cells.js';
import { type BelongsToModel, type EntityModel, entityNamed, keysOf, type Model, type RelationModel } from './model.js';
import type { Random } from './random.js';
import { type Row, World } from './rows.js';

export type Data = Record<string, Record<string, Cell>[]>;

/** Random rows; keys that refer to rows do so. */
export function makeRows(random: Random, model: Model): Data {
  const data: Data = {};
  for (const entity of model.entities) data[entity.name] = withoutTwins(entity, keyedRows(random, entity));
  for (const entity of model.entities) refer(random, model, entity, data);
  for (const entity of model.entities) data[entity.name] = withoutTwins(entity, data[entity.name] ?? []);
  return withoutOrphans(model, data);
}

function keyedRows(random: Random, entity: EntityModel): Record<string, Cell>[] {
  const count = random.chance(5) ? 0 : 3 + random.below(13);
  const keys = keysOf(entity);
  const first = random.some(keys[0]?.pool ?? [], count);
  return first.map((value) => {
    const row: Record<string, Cell> = {};
    for (const { property, isKey, isNullable, pool } of entity.columns) {
      row[property] = isNullable && random.chance(25) ? null : random.pick(pool);
      if (isKey && property === keys[0]?.property) row[property] = keys.length > 1 ? random.pick(first) : value;
    }
    return row;
  });
}

function refer(random: Random, model: Model, entity: EntityModel, data: Data): void {
  for (const relation of entity.relations.filter(isBelongsTo)) {
    const targets = data[relation.target] ?? [];
    const keys = keysOf(entityNamed(model, relation.target));
    const free = [...targets];
    for (const row of data[entity.name] ?? []) {
      const [unique] = relation.isUnique ? free.splice(random.below(free.length), 1) : [];
      const target = relation.isUnique ? unique : random.pick(targets);
      const isAbsent = target === undefined || (relation.isNullable && random.chance(30));
      relation.keys.forEach((key, index) => (row[key] = isAbsent ? null : (target[keys[index]?.property ?? ''] ?? null)));
    }
  }
}

function isBelongsTo(relation: RelationModel): relation is BelongsToModel {
  return relation.kind === 'belongsTo';
}

/** Without the rows whose key was there before. */
function withoutTwins(entity: EntityModel, rows: readonly Record<string, Cell>[]): Record<string, Cell>[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keysOf(entity)
      .map(({ property }) => String(row[property]))
      .join('\0');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Without the rows that refer to rows which are not there, and those that then do. */
export function withoutOrphans(model: Model, data: Data): Data {
  const world = new World(model, data);
  const kept: Data = {};
  for (const { name } of model.entities)
    kept[name] = world
      .rowsOf(name)
      .filter(hasTargets)
      .map(({ cells }) => ({ ...cells }));
  const isStable = model.entities.every(({ name }) => kept[name]?.length === data[name]?.length);
  return isStable ? kept : withoutOrphans(model, kept);
}

function hasTargets(row: Row): boolean {
  return row.entity.relations.filter(isBelongsTo).every((relation) => {
    const isAbsent = relation.keys.every((key) => (row.cells[key] ?? null) === null);
    return isAbsent ? relation.isNullable : row.related(relation).length > 0;
  });
}
