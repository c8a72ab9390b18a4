// What a random model is: entities with their columns and relations, as plain data.
import type { ElementKind, Kind } from '../../lib/entity/column-type.js';
import type { Cell } from './cells.js';

export interface ColumnModel {
  readonly property: string;
  readonly kind: Kind;
  readonly of?: ElementKind | undefined;
  readonly isNullable: boolean;
  readonly isKey: boolean;
  readonly isHidden: boolean;
  /** Whether a relation declares it: it has no decorator of its own. */
  readonly isImplied: boolean;
  /** The few values that its rows have. */
  readonly pool: readonly Cell[];
}

interface RelationFacts {
  readonly property: string;
  readonly source: string;
  readonly target: string;
}

/** A relation whose key is in the source. */
export interface BelongsToModel extends RelationFacts {
  readonly kind: 'belongsTo';
  readonly keys: readonly string[];
  readonly isNullable: boolean;
  readonly isUnique: boolean;
}

/** The other side of a `belongsTo` of the target. */
export interface HasModel extends RelationFacts {
  readonly kind: 'hasMany' | 'hasOne';
  readonly inverse: string;
}

export interface ManyToManyModel extends RelationFacts {
  readonly kind: 'manyToMany';
  readonly through: string;
  readonly from: string;
  readonly to: string;
}

export type RelationModel = BelongsToModel | HasModel | ManyToManyModel;

export interface EntityModel {
  readonly name: string;
  readonly columns: readonly ColumnModel[];
  readonly relations: readonly RelationModel[];
}

export interface Model {
  readonly entities: readonly EntityModel[];
}

export function entityNamed(model: Model, name: string): EntityModel {
  const found = model.entities.find((entity) => entity.name === name);
  if (found === undefined) throw new Error(`There is no entity ${name}.`);
  return found;
}

export function columnNamed(entity: EntityModel, property: string): ColumnModel {
  const found = entity.columns.find((column) => column.property === property);
  if (found === undefined) throw new Error(`${entity.name} has no column ${property}.`);
  return found;
}

export function relationNamed(entity: EntityModel, property: string): RelationModel {
  const found = entity.relations.find((relation) => relation.property === property);
  if (found === undefined) throw new Error(`${entity.name} has no relation ${property}.`);
  return found;
}

export function keysOf(entity: EntityModel): readonly ColumnModel[] {
  return entity.columns.filter(({ isKey }) => isKey);
}

/** The columns that rows show. */
export function visibleColumns(entity: EntityModel): readonly ColumnModel[] {
  return entity.columns.filter(({ isHidden }) => !isHidden);
}

export function isList({ kind }: RelationModel): boolean {
  return kind === 'hasMany' || kind === 'manyToMany';
}

export function toOneRelations({ relations }: EntityModel): readonly RelationModel[] {
  return relations.filter((relation) => !isList(relation));
}

/** The name of the repository in the code. */
export function repositoryName({ name }: { readonly name: string }): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}s`;
}
