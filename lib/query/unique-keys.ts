// The unique keys of an entity: its primary key, unique constraints and unique indexes over whole columns.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';

/** One unique key; `name` is that of its constraint or index, undefined for the primary key. */
export interface UniqueKey {
  readonly name: string | undefined;
  readonly columns: readonly ColumnMetadata[];
}

// Hang on the metadata, which hangs on its data source.
const known = new WeakMap<EntityMetadata, readonly UniqueKey[]>();

export function uniqueKeysOf(entity: EntityMetadata): readonly UniqueKey[] {
  let keys = known.get(entity);
  if (keys === undefined) {
    keys = findKeys(entity);
    known.set(entity, keys);
  }
  return keys;
}

/** The unique key over exactly these properties, in whatever order. */
export function uniqueKeyOver(entity: EntityMetadata, properties: readonly string[]): UniqueKey | undefined {
  const wanted = new Set(properties);
  return uniqueKeysOf(entity).find(
    ({ columns }) => columns.length === wanted.size && columns.every(({ property }) => wanted.has(property)),
  );
}

/** What to do where a unique key was asked for: `Name one of [id], [slug], or declare the columns unique.` */
export function uniqueKeyRemedy(entity: EntityMetadata, verb: string): string {
  const keys = uniqueKeysOf(entity).map(({ columns }) => `[${columns.map(({ property }) => property).join(', ')}]`);
  return keys.length > 0 ? `${verb} one of ${keys.join(', ')}, or declare the columns unique.` : 'Declare the columns unique.';
}

function findKeys({ primaryKey, uniques, indexes }: EntityMetadata): UniqueKey[] {
  const keys: UniqueKey[] = primaryKey.length > 0 ? [{ name: undefined, columns: primaryKey }] : [];
  keys.push(...uniques);
  for (const { name, parts, isUnique, where } of indexes) {
    const columns = parts.flatMap((part) => ('column' in part ? [part.column] : []));
    if (isUnique && where === undefined && columns.length === parts.length) keys.push({ name, columns });
  }
  return keys;
}
