// What a filter can name in an entity: its columns with their lookups, and its relations; made once per entity.
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { isToMany } from '../entity/is-to-many.js';
import type { ExpressionNode } from '../node/expression-node.js';
import { eqLookup } from './equality-lookups.js';
import type { Scope } from './expression-clause.js';
import type { Lookup, Lookups, Operand } from './lookup.js';
import { lookupsOf } from './lookup-table.js';

/** A column of the row as an operand. */
export class ColumnField implements Operand {
  readonly kind = 'column';
  readonly key: string;
  readonly type: ColumnMetadata['type'];
  readonly label: string;
  readonly isNullable: boolean;
  readonly eq: Lookup;
  #lookups: Lookups | undefined;

  constructor(
    entity: EntityMetadata,
    readonly column: ColumnMetadata,
  ) {
    this.key = keyOf(column);
    this.type = column.type;
    this.label = `${entity.name}.${column.property}`;
    this.isNullable = column.isNullable;
    this.eq = eqLookup(this);
  }

  /** Made when first asked for: most columns are compared by eq alone. */
  get lookups(): Lookups {
    return (this.#lookups ??= lookupsOf(this));
  }

  resolve(scope: Scope): ExpressionNode {
    return scope.column(this.column);
  }
}

/** A relation of the row. */
export interface RelationField {
  readonly kind: 'relation';
  readonly key: string;
  readonly label: string;
  readonly relation: RelationMetadata;
  readonly isToMany: boolean;
}

export interface FieldTable {
  readonly entity: EntityMetadata;
  readonly fields: ReadonlyMap<string, ColumnField | RelationField>;
}

// Hangs on the metadata, which hangs on its data source: nothing here outlives either.
const tables = new WeakMap<EntityMetadata, FieldTable>();

/** The fields of an entity. */
export function fieldTableOf(entity: EntityMetadata): FieldTable {
  let table = tables.get(entity);
  if (table === undefined) {
    table = createTable(entity);
    tables.set(entity, table);
  }
  return table;
}

function createTable(entity: EntityMetadata): FieldTable {
  const fields = new Map<string, ColumnField | RelationField>();
  for (const column of entity.columns) fields.set(column.property, new ColumnField(entity, column));
  for (const relation of entity.relationOf.values()) fields.set(relation.property, relationField(entity, relation));
  return { entity, fields };
}

function relationField(entity: EntityMetadata, relation: RelationMetadata): RelationField {
  const label = `${entity.name}.${relation.property}`;
  return { kind: 'relation', key: quoted(relation.property), label, relation, isToMany: isToMany(relation) };
}

/** The column's part of a key. */
export function keyOf({ property }: ColumnMetadata): string {
  return quoted(property);
}

/** Names that could be taken for another part of a key are quoted. */
export function quoted(property: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(property) ? property : JSON.stringify(property);
}
