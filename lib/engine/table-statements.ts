// Makes the statements that create or drop the tables of entities, in an order that foreign keys allow.
import type { ColumnMetadata, EntityMetadata, ForeignKeyMetadata, IndexMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import {
  addForeignKeyNode,
  columnDefinitionNode,
  createIndexNode,
  createSchemaNode,
  createTableNode,
  createViewNode,
  dropTableNode,
  dropViewNode,
  foreignKeyNode,
} from '../node/definition-nodes.js';
import type { ColumnDefinitionNode, DefaultValueNode, ForeignKeyNode, IndexPartNode, StatementNode } from '../node/statement-node.js';

/** What the server lets foreign keys do. */
export interface TableOptions {
  /** Whether a foreign key can be added to a table that exists; where not, tables may refer to later ones. */
  readonly canAddForeignKeys: boolean;
}

/** Statements that create what does not exist yet. */
export function createStatements(entities: readonly EntityMetadata[], { canAddForeignKeys }: TableOptions): StatementNode[] {
  const ordered = inOrderOfReference(entities.filter(isTable));
  const created = new Set<EntityMetadata>();
  const later: StatementNode[] = [];
  const tables = ordered.map((entity) => {
    created.add(entity);
    const keys = foreignKeysOf(entity);
    const isPossible = (key: ForeignKeyMetadata, target: EntityMetadata): boolean => !canAddForeignKeys || created.has(target);
    const now = keys.filter(({ key, target }) => isPossible(key, target));
    const rest = keys.filter(({ key, target }) => !isPossible(key, target));
    later.push(...rest.map(({ key, target }) => addForeignKeyNode({ table: entity.table, foreignKey: keyNode(key, target) })));
    return tableNode(
      entity,
      now.map(({ key, target }) => keyNode(key, target)),
    );
  });
  const indexes = ordered.flatMap((entity) => entity.indexes.map((index) => indexNode(entity, index)));
  const views = entities.flatMap(({ table, view }) => (typeof view === 'string' ? [createViewNode(table, view)] : []));
  return [...schemaNodes(entities), ...tables, ...later, ...indexes, ...views];
}

/** Statements that drop the tables, those that refer to others first. */
export function dropStatements(entities: readonly EntityMetadata[]): StatementNode[] {
  const views = entities.filter(({ view }) => typeof view === 'string').reverse();
  const tables = inOrderOfReference(entities.filter(isTable)).reverse();
  return [
    ...views.map(({ table }) => dropViewNode(table)),
    ...tables.map(({ table }) => dropTableNode({ table, ifExists: true, cascade: true })),
  ];
}

function isTable({ view }: EntityMetadata): boolean {
  return view === undefined;
}

/** Referred tables first; a cycle is cut where it is entered. */
function inOrderOfReference(entities: readonly EntityMetadata[]): EntityMetadata[] {
  const ordered = new Set<EntityMetadata>();
  const entered = new Set<EntityMetadata>();
  const visit = (entity: EntityMetadata): void => {
    if (entered.has(entity)) return;
    entered.add(entity);
    for (const { target } of foreignKeysOf(entity)) if (entities.includes(target)) visit(target);
    ordered.add(entity);
  };
  for (const entity of entities) visit(entity);
  return [...ordered];
}

function foreignKeysOf(entity: EntityMetadata): { readonly key: ForeignKeyMetadata; readonly target: EntityMetadata }[] {
  const isHolder = (relation: RelationMetadata): boolean => relation.kind === 'belongsTo' && relation.foreignKey.isConstrained;
  return [...entity.relationOf.values()].filter(isHolder).flatMap((relation) => {
    return relation.kind === 'belongsTo' ? [{ key: relation.foreignKey, target: relation.target }] : [];
  });
}

function schemaNodes(entities: readonly EntityMetadata[]): StatementNode[] {
  const schemas = new Set(entities.flatMap(({ table }) => table.schema ?? []));
  return [...schemas].map((name) => createSchemaNode({ name, ifNotExists: true }));
}

function tableNode(entity: EntityMetadata, foreignKeys: readonly ForeignKeyNode[]): StatementNode {
  return createTableNode({
    table: entity.table,
    columns: entity.columns.map(definitionOf),
    primaryKey: namesOf(entity.primaryKey),
    uniques: entity.uniques.map(({ name, columns }) => ({ name, columns: namesOf(columns) })),
    checks: entity.checks,
    foreignKeys,
    comment: entity.comment,
    ifNotExists: true,
  });
}

function definitionOf(column: ColumnMetadata): ColumnDefinitionNode {
  return columnDefinitionNode({
    name: column.name,
    type: column.type,
    nullable: column.isNullable || undefined,
    autoIncrement: column.generation === 'autoIncrement' || undefined,
    default: defaultOf(column),
    generated: column.generatedAs,
    comment: column.comment,
  });
}

/** Only what the database has to fill in by itself: other defaults are given with each insert. */
function defaultOf({ databaseDefault }: ColumnMetadata): DefaultValueNode | undefined {
  return databaseDefault === undefined ? undefined : { kind: 'sql', text: databaseDefault };
}

function keyNode(key: ForeignKeyMetadata, target: EntityMetadata): ForeignKeyNode {
  return foreignKeyNode({
    name: key.constraint,
    columns: namesOf(key.columns),
    references: target.table,
    referencedColumns: namesOf(key.references),
    onDelete: key.onDelete,
    onUpdate: key.onUpdate,
  });
}

function indexNode(entity: EntityMetadata, { name, parts, isUnique, where, method }: IndexMetadata): StatementNode {
  return createIndexNode({
    name,
    table: entity.table,
    parts: parts.map(partNode),
    unique: isUnique || undefined,
    where,
    method,
    ifNotExists: true,
  });
}

function partNode(part: IndexMetadata['parts'][number]): IndexPartNode {
  if ('expression' in part) return { kind: 'expression', text: part.expression };
  return { kind: 'column', name: part.column.name, descending: part.isDescending || undefined };
}

function namesOf(columns: readonly ColumnMetadata[]): string[] {
  return columns.map(({ name }) => name);
}
