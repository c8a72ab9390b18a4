// What decorators write on a class, before any name is resolved; found again under a symbol that all copies of the package share.
import type { ColumnType } from './column-type.js';
import type { EntityClass, Generation, ReferentialAction } from './entity-metadata.js';

const key = Symbol.for('oxyde:definition');

/** Options that every column has. */
export interface ColumnFacts {
  readonly type: ColumnType | undefined;
  readonly column?: string | undefined;
  readonly isNullable?: boolean | undefined;
  readonly isHidden?: boolean | undefined;
  readonly isPrimaryKey?: boolean | undefined;
  readonly generation?: Generation | undefined;
  readonly default?: unknown;
  readonly databaseDefault?: string | undefined;
  readonly generatedAs?: string | undefined;
  readonly comment?: string | undefined;
  readonly isUnique?: boolean | undefined;
  readonly isIndexed?: boolean | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly minLength?: number | undefined;
  readonly pattern?: RegExp | undefined;
  /** What the decorator could not make sense of; the registry tells it. */
  readonly problem?: { readonly fact: string; readonly remedy: string } | undefined;
  /** What `design:type` said, for `@Column()` alone. */
  readonly designType?: unknown;
}

/** A class that may not be there yet when entity files import each other. */
export type LazyClass = () => unknown;

export interface BelongsToFacts {
  readonly kind: 'belongsTo';
  readonly target: LazyClass;
  readonly keys: readonly string[];
  readonly references: readonly string[] | undefined;
  readonly isNullable: boolean;
  readonly onDelete: ReferentialAction | undefined;
  readonly onUpdate: ReferentialAction | undefined;
  readonly isConstrained: boolean;
  readonly isUnique: boolean;
}
export interface HasFacts {
  readonly kind: 'hasOne' | 'hasMany';
  readonly target: LazyClass;
  readonly inverse: string;
}
export interface ManyToManyFacts {
  readonly kind: 'manyToMany';
  readonly target: LazyClass;
  readonly through: LazyClass;
  /** Relations of the through entity, where more than one could be meant. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}
export type RelationFacts = BelongsToFacts | HasFacts | ManyToManyFacts;

/** One index of `@Entity({ indexes })`: properties (`-name` descends) or expressions in SQL. */
export interface IndexOptions {
  readonly on: readonly (string | { readonly expression: string })[];
  readonly name?: string;
  readonly unique?: boolean;
  /** The predicate of a partial index, in SQL. */
  readonly where?: string;
  /** `btree`, `hash`, `gin`, `gist`, `brin`, `fulltext`. */
  readonly using?: string;
}

export interface EntityOptions {
  readonly table?: string;
  readonly schema?: string;
  readonly indexes?: readonly IndexOptions[];
  /** Unique constraints over several columns, by property. */
  readonly uniques?: readonly (readonly string[])[];
  /** Check constraints in SQL, by name. */
  readonly checks?: Readonly<Record<string, string>>;
  readonly comment?: string;
  /**
   * The entity is a view, which is read only: `true` for one that is there, or its SELECT, from which `createTables()` makes it. It needs
   * no key.
   */
  readonly view?: true | string;
}

/** The definition of one class and of what it inherits. */
export interface EntityDefinition {
  /** Undefined without `@Entity()`: an abstract base or a mixin. */
  options: EntityOptions | undefined;
  readonly columns: Map<string, ColumnFacts>;
  readonly relations: Map<string, RelationFacts>;
}

/** The definition that decorators of `prototype` write to. */
export function ownDefinition(prototype: object): EntityDefinition {
  const holder = prototype.constructor as unknown as Record<symbol, EntityDefinition>;
  if (!Object.hasOwn(holder, key)) {
    const made: EntityDefinition = { options: undefined, columns: new Map(), relations: new Map() };
    Object.defineProperty(holder, key, { value: made, enumerable: false });
  }
  return holder[key] as EntityDefinition;
}

/** The definition of a class with what its bases declare; undefined when nothing is decorated. */
export function definitionOf(entity: EntityClass): EntityDefinition | undefined {
  const chain = basesOf(entity).filter((base) => Object.hasOwn(base, key));
  if (chain.length === 0) return undefined;
  const own = chain.map((base) => (base as unknown as Record<symbol, EntityDefinition>)[key] as EntityDefinition);
  return {
    options: Object.hasOwn(entity, key) ? own.at(-1)?.options : undefined,
    columns: new Map(own.flatMap(({ columns }) => [...columns])),
    relations: new Map(own.flatMap(({ relations }) => [...relations])),
  };
}

/** The class and its bases, the oldest first. */
function basesOf(entity: EntityClass): object[] {
  const chain: object[] = [];
  for (let at: object | null = entity; at !== null && at !== Function.prototype; at = Object.getPrototypeOf(at) as object | null)
    chain.unshift(at);
  return chain;
}
