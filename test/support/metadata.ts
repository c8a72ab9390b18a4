// Entity metadata made by hand, for tests of rooms below the decorators.
import type { ColumnType } from '../../lib/entity/column-type.js';
import type { ColumnMetadata, EntityClass, EntityMetadata } from '../../lib/entity/entity-metadata.js';

/** What differs from a plain column, by property. */
export type ColumnFacts = Readonly<Record<string, Partial<ColumnMetadata>>>;

/** Metadata of an entity whose first column is its key. */
export function metadataOf(
  target: EntityClass,
  table: string,
  types: Readonly<Record<string, ColumnType>>,
  facts: ColumnFacts = {},
): EntityMetadata {
  const columns = Object.entries(types).map(([property, type], index) => ({ ...columnOf(property, type, index), ...facts[property] }));
  return {
    target,
    name: target.name,
    table: { name: table },
    columns,
    columnOf: new Map(columns.map((column) => [column.property, column])),
    primaryKey: columns.slice(0, 1),
    relationOf: new Map(),
    indexes: [],
    uniques: [],
    checks: [],
    comment: undefined,
  };
}

function columnOf(property: string, type: ColumnType, index: number): ColumnMetadata {
  return {
    property,
    name: property,
    index,
    type,
    isNullable: false,
    isHidden: false,
    isPrimaryKey: index === 0,
    generation: 'none',
    isOptional: false,
    default: undefined,
    databaseDefault: undefined,
    generatedAs: undefined,
    comment: undefined,
    isDeletedAt: false,
    min: undefined,
    max: undefined,
  };
}
