// The rows of a model in memory, and how one leads to others.
import { type Cell, compareCells } from './cells.js';
import {
  type BelongsToModel,
  columnNamed,
  type EntityModel,
  entityNamed,
  keysOf,
  type Model,
  relationNamed,
  type RelationModel,
} from './model.js';

/** A row of the world. */
export class Row {
  constructor(
    readonly entity: EntityModel,
    readonly cells: Readonly<Record<string, Cell>>,
    readonly world: World,
  ) {}

  /** The rows that a relation leads to. */
  related(relation: RelationModel): readonly Row[] {
    switch (relation.kind) {
      case 'belongsTo':
        return this.world.rowsOf(relation.target).filter((other) => isReferred(relation, this, other));
      case 'manyToMany':
        return this.world.rowsOf(relation.target).filter((other) => this.#links(relation.through, relation.from, relation.to, other));
      default:
        return this.world.rowsOf(relation.target).filter((other) => isReferred(inverseOf(this.world, relation), other, this));
    }
  }

  /** Whether a row of the through entity refers to this row and to the other. */
  #links(through: string, from: string, to: string, other: Row): boolean {
    const entity = entityNamed(this.world.model, through);
    const [toSource, toTarget] = [relationNamed(entity, from) as BelongsToModel, relationNamed(entity, to) as BelongsToModel];
    return this.world.rowsOf(through).some((link) => isReferred(toSource, link, this) && isReferred(toTarget, link, other));
  }
}

/** All rows of a model. */
export class World {
  readonly #rows = new Map<string, Row[]>();

  constructor(
    readonly model: Model,
    readonly data: Readonly<Record<string, readonly Readonly<Record<string, Cell>>[]>>,
  ) {
    for (const entity of model.entities)
      this.#rows.set(
        entity.name,
        (data[entity.name] ?? []).map((cells) => new Row(entity, ownCells(entity, cells), this)),
      );
  }

  rowsOf(name: string): readonly Row[] {
    return this.#rows.get(name) ?? [];
  }
}

/** The cells of the columns that the entity has. */
function ownCells({ columns }: EntityModel, cells: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(columns.map(({ property }) => [property, cells[property] ?? null]));
}

function inverseOf({ model }: World, relation: { readonly target: string; readonly inverse: string }): BelongsToModel {
  return relationNamed(entityNamed(model, relation.target), relation.inverse) as BelongsToModel;
}

/** Whether the key in a row is that of the other. NULL refers to nothing. */
function isReferred(relation: BelongsToModel, row: Row, other: Row): boolean {
  return relation.keys.every((key, index) => {
    const own = row.cells[key] ?? null;
    const referred = keysOf(other.entity)[index];
    if (own === null || referred === undefined) return false;
    return compareCells(columnNamed(row.entity, key).kind, own, other.cells[referred.property] ?? null) === 0;
  });
}

/** A cell; NULL behind a relation that leads nowhere. */
export function cellOf(row: Row | undefined, property: string): Cell {
  return row?.cells[property] ?? null;
}

/** The row that a to-one relation leads to. */
export function toOne(row: Row | undefined, relation: RelationModel): Row | undefined {
  return row?.related(relation)[0];
}

/** The rows that a to-many relation leads to; none from a row that is not there. */
export function toMany(row: Row | undefined, relation: RelationModel): readonly Row[] {
  return row?.related(relation) ?? [];
}
