// `row.property` and `row.relation.property`: columns of the row and of rows that to-one relations lead to.
import type { ElementKind, Kind } from '../../../lib/entity/column-type.js';
import { atom, type Construct, type Expression, type Place } from '../expression.js';
import { type ColumnModel, type EntityModel, entityNamed, type RelationModel, toOneRelations } from '../model.js';
import { cellOf, type Row, toOne } from '../rows.js';

export const columnConstruct: Construct = {
  name: 'column',
  gives: [],
  weight: 5,
  make: (place, kind, of) => columnOf(place, place.random.chance(30) ? 2 : 0, (column) => isOf(column, kind, of)),
};

export function isOf(column: ColumnModel, kind: Kind, of?: ElementKind): boolean {
  return column.kind === kind && column.of === of;
}

/** A column that fits, behind a path of at most so many relations. */
export function columnOf(place: Place, steps: number, fits: (column: ColumnModel) => boolean): Expression | undefined {
  const path: RelationModel[] = [];
  let { entity } = place;
  for (let step = place.random.below(steps + 1); step > 0; step--) {
    const relations = toOneRelations(entity);
    if (relations.length === 0) break;
    const relation = place.random.pick(relations);
    path.push(relation);
    entity = entityNamed(place.model, relation.target);
  }
  const columns = entity.columns.filter(fits);
  if (columns.length > 0) return columnAt(place.variable, path, place.random.pick(columns));
  return path.length > 0 ? columnOf(place, 0, fits) : undefined;
}

export function columnAt(variable: string, path: readonly RelationModel[], column: ColumnModel): Expression {
  const code = [variable, ...path.map(({ property }) => property), column.property].join('.');
  const evaluate = (row: Row | undefined): ReturnType<Expression['evaluate']> => cellOf(pathEnd(row, path), column.property);
  return atom({ kind: column.kind, of: column.of, pool: column.pool, code, evaluate });
}

export function pathEnd(row: Row | undefined, path: readonly RelationModel[]): Row | undefined {
  return path.reduce<Row | undefined>((at, relation) => toOne(at, relation), row);
}

/** An own column of the entity, by name, for clauses that take names. */
export function ownColumn(entity: EntityModel, property: string, variable = 'row'): Expression | undefined {
  const column = entity.columns.find((candidate) => candidate.property === property);
  return column && columnAt(variable, [], column);
}
