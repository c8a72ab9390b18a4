// What a class says about its table, resolved and frozen: made once per entity and data source by the registry.
import type { ColumnType } from './column-type.js';

/** A class mapped to a table. */
export type EntityClass<T extends object = object> = abstract new (...args: never[]) => T;

/** Who makes the value of a column when the caller gives none. */
export type Generation = 'none' | 'autoIncrement' | 'uuid' | 'createdAt' | 'updatedAt' | 'version' | 'database';

/** One stored column. */
export interface ColumnMetadata {
  /** The name in the class. */
  readonly property: string;
  /** The name in the table. */
  readonly name: string;
  /** The position in `EntityMetadata.columns`. */
  readonly index: number;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  readonly isHidden: boolean;
  readonly isPrimaryKey: boolean;
  readonly generation: Generation;
  /** Whether create input may leave it out: nullable, generated, or with a default. */
  readonly isOptional: boolean;
  /** A value, or a function that makes one, used when create input leaves the column out. */
  readonly default: unknown;
  /** An SQL default, written by the user: the database fills the column. */
  readonly databaseDefault: string | undefined;
  /** The SQL expression of a stored generated column: never written. */
  readonly generatedAs: string | undefined;
  readonly comment: string | undefined;
  readonly isDeletedAt: boolean;
  /** Lower bound of a number, from the decorator. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The fewest characters of a text. */
  readonly minLength?: number | undefined;
  /** What a text must match, checked by Oxyde alone. */
  readonly pattern?: RegExp | undefined;
}

export type ReferentialAction = 'cascade' | 'restrict' | 'setNull' | 'setDefault' | 'noAction';

/** The key of a to-one relation, in this entity's table. */
export interface ForeignKeyMetadata {
  /** Columns of this entity, in the order of `references`. */
  readonly columns: readonly ColumnMetadata[];
  /** Columns of the target entity. */
  readonly references: readonly ColumnMetadata[];
  readonly constraint: string;
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** Whether the database holds the constraint. */
  readonly isConstrained: boolean;
}

interface RelationBase {
  readonly property: string;
  readonly source: EntityMetadata;
  readonly target: EntityMetadata;
}

/** `@BelongsTo`: the key is in this entity's table. */
export interface BelongsToMetadata extends RelationBase {
  readonly kind: 'belongsTo';
  readonly isNullable: boolean;
  readonly foreignKey: ForeignKeyMetadata;
}

/** `@HasOne`, `@HasMany`: the key is in the target's table, held by its `inverse`. */
export interface HasMetadata extends RelationBase {
  readonly kind: 'hasOne' | 'hasMany';
  readonly inverse: BelongsToMetadata;
}

/** `@ManyToMany`: two keys in the through entity's table. */
export interface ManyToManyMetadata extends RelationBase {
  readonly kind: 'manyToMany';
  readonly through: EntityMetadata;
  /** The through entity's relation to the source. */
  readonly toSource: BelongsToMetadata;
  /** The through entity's relation to the target. */
  readonly toTarget: BelongsToMetadata;
}

export type RelationMetadata = BelongsToMetadata | HasMetadata | ManyToManyMetadata;

/** A part of an index: a column, or an expression in the user's SQL. */
export type IndexPartMetadata = { readonly column: ColumnMetadata; readonly isDescending: boolean } | { readonly expression: string };

export interface IndexMetadata {
  readonly name: string;
  readonly parts: readonly IndexPartMetadata[];
  readonly isUnique: boolean;
  readonly where: string | undefined;
  readonly method: string | undefined;
}

export interface UniqueMetadata {
  readonly name: string;
  readonly columns: readonly ColumnMetadata[];
}

export interface CheckMetadata {
  readonly name: string;
  readonly expression: string;
}

/** Everything that one entity class says; INVARIANT: frozen once the registry is complete. */
export interface EntityMetadata {
  readonly target: EntityClass;
  /** The class name, for messages. */
  readonly name: string;
  readonly table: { readonly name: string; readonly schema?: string };
  readonly columns: readonly ColumnMetadata[];
  /** Columns by property. */
  readonly columnOf: ReadonlyMap<string, ColumnMetadata>;
  readonly primaryKey: readonly ColumnMetadata[];
  /** Relations by property. */
  readonly relationOf: ReadonlyMap<string, RelationMetadata>;
  readonly indexes: readonly IndexMetadata[];
  readonly uniques: readonly UniqueMetadata[];
  readonly checks: readonly CheckMetadata[];
  readonly comment: string | undefined;
  /** A view is read only: `true`, or its SELECT. */
  readonly view?: true | string | undefined;
}
