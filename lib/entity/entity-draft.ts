// The metadata of one entity while the registry resolves it: columns first, the rest is filled in.
import type { ColumnType, Kind } from './column-type.js';
import type { ColumnFacts, EntityDefinition, EntityOptions } from './entity-definition.js';
import type {
  CheckMetadata,
  ColumnMetadata,
  EntityClass,
  EntityMetadata,
  IndexMetadata,
  RelationMetadata,
  UniqueMetadata,
} from './entity-metadata.js';
import type { Report } from './boot-report.js';
import type { NamingStrategy } from './naming-strategy.js';

/** Metadata that may still be written. */
export interface MutableMetadata extends EntityMetadata {
  readonly columns: ColumnMetadata[];
  readonly columnOf: Map<string, ColumnMetadata>;
  readonly primaryKey: ColumnMetadata[];
  readonly relationOf: Map<string, RelationMetadata>;
  readonly indexes: IndexMetadata[];
  readonly uniques: UniqueMetadata[];
  readonly checks: CheckMetadata[];
}

export interface EntityDraft {
  readonly metadata: MutableMetadata;
  readonly definition: EntityDefinition;
  readonly options: EntityOptions;
}

/** Makes a draft with the declared columns; columns that only a foreign key knows come later. */
export function createDraft(
  entity: EntityClass,
  definition: EntityDefinition,
  options: EntityOptions,
  naming: NamingStrategy,
  report: Report,
): EntityDraft {
  const { table = naming.table(entity.name), schema, comment, checks = {} } = options;
  const metadata: MutableMetadata = {
    target: entity,
    name: entity.name,
    table: schema === undefined ? { name: table } : { name: table, schema },
    columns: [],
    columnOf: new Map(),
    primaryKey: [],
    relationOf: new Map(),
    indexes: [],
    uniques: [],
    checks: Object.entries(checks).map(([name, expression]) => ({ name, expression })),
    comment,
    view: options.view,
  };
  for (const [property, facts] of definition.columns) {
    const type = facts.type ?? designedType(facts, entity.name, property, report);
    if (facts.problem) report({ entity: entity.name, property, ...facts.problem });
    if (type) addColumn(metadata, property, { ...facts, type }, naming);
  }
  if (options.view === undefined && ![...definition.columns.values()].some(({ isPrimaryKey }) => isPrimaryKey)) {
    report({ entity: entity.name, fact: 'it has no primary key.', remedy: 'Decorate a property with @Id(), @Id.uuid() or @Id.natural().' });
  }
  return { metadata, definition, options };
}

/** Adds a column. */
export function addColumn(
  metadata: MutableMetadata,
  property: string,
  facts: ColumnFacts & { readonly type: ColumnType },
  naming: NamingStrategy,
): ColumnMetadata {
  const { generation = 'none', isNullable = false } = facts;
  const column: ColumnMetadata = {
    property,
    name: facts.column ?? naming.column(property),
    index: metadata.columns.length,
    type: facts.type,
    isNullable,
    isHidden: facts.isHidden ?? false,
    isPrimaryKey: facts.isPrimaryKey ?? false,
    generation,
    isOptional:
      isNullable ||
      generation !== 'none' ||
      facts.default !== undefined ||
      facts.databaseDefault !== undefined ||
      facts.generatedAs !== undefined,
    default: facts.default,
    databaseDefault: facts.databaseDefault,
    generatedAs: facts.generatedAs,
    comment: facts.comment,
    isDeletedAt: false,
    min: facts.min,
    max: facts.max,
    minLength: facts.minLength,
    pattern: facts.pattern,
  };
  metadata.columns.push(column);
  metadata.columnOf.set(property, column);
  if (column.isPrimaryKey) metadata.primaryKey.push(column);
  return column;
}

const designedKinds = new Map<unknown, Kind>([
  [String, 'string'],
  [Number, 'int'],
  [Boolean, 'boolean'],
  [Date, 'timestamp'],
  [BigInt, 'bigint'],
]);

function designedType({ designType }: ColumnFacts, entity: string, property: string, report: Report): ColumnType | undefined {
  const kind = designedKinds.get(designType);
  if (kind) return { kind };
  report({
    entity,
    property,
    fact: `@Column() cannot tell its kind: TypeScript says ${typeof designType === 'function' ? designType.name : 'nothing'} of its type.`,
    remedy: 'Name the kind, as in @Column.string() or @Column.int({ nullable: true }).',
  });
  return undefined;
}
