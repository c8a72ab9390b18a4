// Indexes and unique constraints of the registry's drafts.
import { constraintName } from './constraint-name.js';
import type { EntityDraft } from './entity-draft.js';
import type { IndexOptions } from './entity-definition.js';
import type { ColumnMetadata, IndexMetadata, IndexPartMetadata } from './entity-metadata.js';
import type { Report } from './boot-report.js';

/** Fills in indexes and uniques; names that are no column are reported. */
export function resolveIndexes(drafts: ReadonlyMap<unknown, EntityDraft>, report: Report): void {
  for (const draft of drafts.values()) {
    resolveColumnOptions(draft);
    for (const properties of draft.options.uniques ?? []) addUnique(draft, columnsNamed(draft, properties, report));
    for (const options of draft.options.indexes ?? []) addIndex(draft, options, report);
    indexForeignKeys(draft);
  }
}

function resolveColumnOptions(draft: EntityDraft): void {
  const { metadata, definition } = draft;
  for (const [property, { isUnique, isIndexed }] of definition.columns) {
    const column = metadata.columnOf.get(property);
    if (!column) continue;
    if (isUnique) addUnique(draft, [column]);
    else if (isIndexed) metadata.indexes.push(plainIndex(draft, [column]));
  }
}

function addUnique({ metadata }: EntityDraft, columns: readonly ColumnMetadata[]): void {
  const names = columns.map(({ name }) => name);
  if (names.length > 0) metadata.uniques.push({ name: constraintName(metadata.table.name, names, 'key'), columns });
}

function columnsNamed({ metadata }: EntityDraft, properties: readonly string[], report: Report): ColumnMetadata[] {
  return properties.flatMap((property) => {
    const column = metadata.columnOf.get(property);
    if (!column) report(unknown(metadata.name, property, [...metadata.columnOf.keys()]));
    return column ?? [];
  });
}

function addIndex(draft: EntityDraft, options: IndexOptions, report: Report): void {
  const parts = options.on.flatMap((part): IndexPartMetadata[] => {
    if (typeof part !== 'string') return [{ expression: part.expression }];
    const isDescending = part.startsWith('-');
    return columnsNamed(draft, [isDescending ? part.slice(1) : part], report).map((column) => ({ column, isDescending }));
  });
  if (parts.length === 0) return;
  const { unique = false, where, using, name = indexName(draft, parts, unique) } = options;
  draft.metadata.indexes.push({ name, parts, isUnique: unique, where, method: using });
}

function indexName({ metadata }: EntityDraft, parts: readonly IndexPartMetadata[], isUnique: boolean): string {
  const names = parts.map((part) => ('column' in part ? part.column.name : 'expr'));
  return constraintName(metadata.table.name, names, isUnique ? 'key' : 'idx');
}

/** Every foreign key that no other index or key begins with gets one: without it each delete of a parent scans the children. */
function indexForeignKeys(draft: EntityDraft): void {
  const { metadata } = draft;
  for (const relation of metadata.relationOf.values()) {
    if (relation.kind !== 'belongsTo') continue;
    const { columns } = relation.foreignKey;
    if (!isCovered(draft, columns)) metadata.indexes.push(plainIndex(draft, columns));
  }
}

function isCovered({ metadata }: EntityDraft, columns: readonly ColumnMetadata[]): boolean {
  const lists = [
    metadata.primaryKey,
    ...metadata.uniques.map((unique) => unique.columns),
    ...metadata.indexes
      .filter(({ where }) => where === undefined)
      .map(({ parts }) => parts.map((part) => ('column' in part ? part.column : undefined))),
  ];
  return lists.some((list) => columns.every((column, position) => list[position] === column));
}

function plainIndex({ metadata }: EntityDraft, columns: readonly ColumnMetadata[]): IndexMetadata {
  const parts = columns.map((column) => ({ column, isDescending: false }));
  const name = constraintName(
    metadata.table.name,
    columns.map((column) => column.name),
    'idx',
  );
  return { name, parts, isUnique: false, where: undefined, method: undefined };
}

function unknown(entity: string, property: string, known: readonly string[]) {
  return {
    entity,
    property,
    fact: `an index or unique constraint names it, but it is no column.`,
    remedy: `Name one of: ${known.join(', ')}.`,
  };
}
