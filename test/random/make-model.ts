// Makes random models: two to five entities, their columns, and relations of all kinds among them.
import type { ElementKind, Kind } from '../../lib/entity/column-type.js';
import { type Cell, pools, ranks } from './cells.js';
import { type ColumnModel, columnNamed, type EntityModel, isList, keysOf, type Model, type RelationModel } from './model.js';
import type { Random } from './random.js';

interface Draft {
  readonly name: string;
  readonly columns: ColumnModel[];
  readonly relations: RelationModel[];
}

const names = ['Author', 'Book', 'City', 'Dish', 'Engine'];
const keyKinds: readonly Kind[] = ['int', 'int', 'int', 'string', 'uuid', 'bigint', 'date'];
const kinds: readonly Kind[] = [
  ...(['int', 'int', 'int', 'string', 'string', 'text', 'float', 'decimal', 'boolean', 'enum'] as const),
  ...(['bigint', 'date', 'timestamp', 'time', 'uuid', 'json', 'array', 'localTimestamp', 'duration', 'bytes'] as const),
];
const elementKinds: readonly ElementKind[] = ['string', 'int', 'boolean', 'bigint', 'decimal', 'date'];

/** A random model. */
export function makeModel(random: Random): Model {
  const drafts = names.slice(0, 2 + random.below(4)).map((name) => makeEntity(random, name));
  for (const draft of drafts) {
    for (let count = random.below(3); count > 0; count--) addBelongsTo(random, draft, random.pick(drafts));
  }
  if (random.chance(60)) addManyToMany(random, drafts);
  return { entities: drafts };
}

function makeEntity(random: Random, name: string): Draft {
  const columns = random.chance(20)
    ? [keyColumn('first', 'int', random), keyColumn('second', random.pick(['string', 'int']), random)]
    : [keyColumn('id', random.pick(keyKinds), random)];
  for (let count = 2 + random.below(7); count > 0; count--) columns.push(plainColumn(random, columns.length));
  return { name, columns, relations: [] };
}

function keyColumn(property: string, kind: Kind, random: Random): ColumnModel {
  const facts = { isNullable: false, isKey: true, isHidden: false, isImplied: false };
  return { property, kind, pool: kind === 'int' ? [...Array(30).keys()] : keyPool(kind, random), ...facts };
}

/** Enough values for as many rows. */
function keyPool(kind: Kind, random: Random): readonly Cell[] {
  const numbers = [...Array(30).keys()];
  switch (kind) {
    case 'uuid':
      return numbers.map((number) => `0190f5c2-${String(number).padStart(4, '0')}-7000-8000-00000000000a`);
    case 'bigint':
      return numbers.map((number) => 2n ** 63n - 1n - BigInt(number) * (random.chance(50) ? 1n : 2n ** 40n));
    case 'date':
      return numbers.map((number) => `2024-02-${String((number % 29) + 1).padStart(2, '0')}`).slice(0, 29);
    default:
      return pools.string;
  }
}

function plainColumn(random: Random, index: number): ColumnModel {
  const kind = random.pick(kinds);
  const of = kind === 'array' ? random.pick(elementKinds) : undefined;
  const isHidden = random.chance(7);
  const facts = { isNullable: random.chance(60), isKey: false, isHidden, isImplied: false };
  const pool = of ? arrayPool(random, of) : random.some(poolOf(random, kind), 2 + random.below(5));
  return { property: `${kind}${index}`, kind, of, pool, ...facts };
}

function poolOf(random: Random, kind: Kind): readonly Cell[] {
  if (kind === 'enum') return random.chance(30) ? ranks : pools.enum;
  // Extreme numbers forbid most arithmetic: many columns do without.
  const pool = pools[kind as 'int'];
  return ['int', 'bigint', 'float', 'decimal'].includes(kind) && random.chance(60) ? pool.slice(0, 7) : pool;
}

function arrayPool(random: Random, of: ElementKind): readonly Cell[] {
  const elements = random.some(pools[of], 3);
  return Array.from({ length: 5 }, (_, index) => (index === 0 ? [] : random.several(elements, random.below(4))));
}

function addBelongsTo(random: Random, source: Draft, target: Draft): void {
  const number = source.relations.length + 1;
  const property = `${target.name.toLowerCase()}${number}`;
  const isNullable = source === target || random.chance(50);
  const isUnique = random.chance(20);
  const keys = keysOf(target).map((key) => `${property}${capital(key.property)}`);
  const facts = { isNullable, isKey: false, isHidden: false, isImplied: true };
  keysOf(target).forEach(({ kind, pool }, index) => source.columns.push({ property: keys[index] ?? '', kind, pool, ...facts }));
  source.relations.push({ kind: 'belongsTo', property, source: source.name, target: target.name, keys, isNullable, isUnique });
  if (random.chance(80)) {
    const kind = isUnique ? 'hasOne' : 'hasMany';
    const back = `${source.name.toLowerCase()}${isUnique ? 'Of' : 'sOf'}${number}${target.relations.length}`;
    target.relations.push({ kind, property: back, source: target.name, target: source.name, inverse: property });
  }
}

/** A through entity whose key is that of both sides. */
function addManyToMany(random: Random, drafts: Draft[]): void {
  const sides = random.several(
    drafts.filter((draft) => keysOf(draft).length === 1),
    2,
  );
  const [left, right] = sides;
  if (left === undefined || right === undefined) return;
  const through: Draft = { name: 'Link', columns: [], relations: [] };
  for (const [property, { name, columns }] of [['left', left] as const, ['right', right] as const]) {
    const { kind, pool } = columns.find(({ isKey }) => isKey) as ColumnModel;
    const key = `${property}Id`;
    through.columns.push({ property: key, kind, pool, isNullable: false, isKey: true, isHidden: false, isImplied: false });
    const facts = { isNullable: false, isUnique: false };
    through.relations.push({ kind: 'belongsTo', property, source: 'Link', target: name, keys: [key], ...facts });
  }
  if (random.chance(50)) through.columns.push(plainColumn(random, 2));
  const many = { kind: 'manyToMany', through: 'Link' } as const;
  left.relations.push({ ...many, property: 'rights', source: left.name, target: right.name, from: 'left', to: 'right' });
  if (random.chance(70))
    right.relations.push({ ...many, property: 'lefts', source: right.name, target: left.name, from: 'right', to: 'left' });
  drafts.push(through);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The model without a column or relation, or undefined where something hangs on it. */
export function withoutMember(model: Model, { name }: EntityModel, property: string): Model | undefined {
  const entities = model.entities.map((entity) => (entity.name === name ? withoutOwn(entity, property) : entity));
  const smaller = { entities };
  return entities.every(({ relations }) => relations.every((relation) => stands(smaller, relation))) ? smaller : undefined;
}

function withoutOwn(entity: EntityModel, property: string): EntityModel {
  const dropped = entity.relations.find((relation) => relation.property === property);
  const implied = dropped?.kind === 'belongsTo' ? dropped.keys : [];
  const columns = entity.columns.filter(
    (column) => column.property !== property && !(implied.includes(column.property) && column.isImplied),
  );
  return { ...entity, columns, relations: entity.relations.filter((relation) => relation !== dropped) };
}

function stands({ entities }: Model, relation: RelationModel): boolean {
  const entityOf = (name: string): EntityModel | undefined => entities.find((entity) => entity.name === name);
  const has = (name: string, property: string): boolean =>
    entityOf(name)?.relations.some((other) => other.property === property && !isList(other)) ?? false;
  if (relation.kind === 'manyToMany') return has(relation.through, relation.from) && has(relation.through, relation.to);
  if (relation.kind !== 'belongsTo') return has(relation.target, relation.inverse);
  const source = entityOf(relation.source);
  return (
    source !== undefined &&
    relation.keys.every((key) => source.columns.some(({ property }) => property === key) && columnNamed(source, key))
  );
}
