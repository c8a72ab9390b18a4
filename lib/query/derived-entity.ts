// What the rows of a query are when they are the source of another: an entity whose columns are the outputs of the query.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import { columnAt } from '../expression/lambda.js';
import { subjectOf } from '../expression/subject.js';
import { initialState } from './initial-state.js';
import type { ProjectionClause, QuerySource, QueryState } from './query-state.js';

/** An output of a query as a column of what reads it. */
interface DerivedColumn {
  readonly property: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
}

/** The outputs of a query as a source, each with its name in SQL. */
export function derivedColumns(query: QueryState): { readonly names: readonly string[] } {
  if (query.projection) return { names: namesFor(query.projection.map(({ name }) => name)) };
  const own = query.entity.columns.map(({ name }) => name);
  return {
    names: [
      ...own,
      ...namesFor(
        query.annotations.map(({ name }) => name),
        own,
      ),
    ],
  };
}

/** Names that SQL takes for what they are stay; databases do not tell the case of letters apart. */
function namesFor(wanted: readonly string[], taken: readonly string[] = []): string[] {
  const seen = new Set(taken.map((name) => name.toLowerCase()));
  return wanted.map((name, index) => {
    const folded = name.toLowerCase();
    const isFree = /^[a-z_][a-z0-9_]{0,50}$/.test(folded) && !seen.has(folded);
    seen.add(folded);
    return isFree ? name : `column_${index}`;
  });
}

/** The query of all rows of another query: its clauses are asked of what the other gives. */
export function asRows(query: QueryState): QueryState {
  return rowsOf(query, { kind: 'query', query });
}

/** The query of all rows of a source that gives what `like` gives. */
export function rowsOf(like: QueryState, source: QuerySource): QueryState {
  if (like.projection) {
    const columns = like.projection.map(({ name, type, expression }) => ({ property: name, type, isNullable: expression.isNullable }));
    return recordState(entityOf(`rows of ${like.entity.name}`, columns, derivedColumns(like).names), source, like);
  }
  return { ...initialState(withAnnotations(like)), source, ...mannerOf(like) };
}

/** The query of groups. */
export function groupState(source: Extract<QuerySource, { kind: 'groups' }>): QueryState {
  const columns = [...source.groups, ...source.aggregates].map(({ name, type, expression }) => ({
    property: name,
    type,
    isNullable: expression.isNullable,
  }));
  const names = namesFor(columns.map(({ property }) => property));
  const entity = entityOf(`groups of ${source.query.entity.name}`, columns, names, source.groups.length);
  return recordState(entity, source, { ...source.query, form: 'record' });
}

function recordState(entity: EntityMetadata, source: QuerySource, like: QueryState): QueryState {
  return { ...initialState(entity), source, projection: allColumns(entity), form: like.form, ...mannerOf(like) };
}

/** How the query is run is how what is made of it is run. */
function mannerOf({ run, replica, comment }: QueryState): Pick<QueryState, 'run' | 'replica' | 'comment'> {
  return { run, replica, comment };
}

function allColumns(entity: EntityMetadata): ProjectionClause[] {
  return entity.columns.map(({ property, type }) => ({ name: property, expression: columnAt(subjectOf(entity), [property]), type }));
}

/** The entity of a query, with its annotations as columns. */
function withAnnotations({ entity, annotations, projection, ...query }: QueryState): EntityMetadata {
  if (annotations.length === 0) return entity;
  const { names } = derivedColumns({ ...query, entity, annotations, projection });
  const added = annotations.map(({ name, type, expression }, index) =>
    columnOf(
      { property: name, type, isNullable: expression.isNullable },
      entity.columns.length + index,
      names[entity.columns.length + index] ?? name,
      false,
    ),
  );
  const columns = [...entity.columns, ...added];
  return { ...entity, columns, columnOf: new Map(columns.map((column) => [column.property, column])) };
}

/** The first columns are those that tell rows apart. */
function entityOf(name: string, derived: readonly DerivedColumn[], names: readonly string[], keys = 0): EntityMetadata {
  const columns = derived.map((column, index) => columnOf(column, index, names[index] ?? column.property, index < keys));
  return {
    target: Object as unknown as EntityClass,
    name,
    table: { name },
    columns,
    columnOf: new Map(columns.map((column) => [column.property, column])),
    primaryKey: columns.slice(0, keys),
    relationOf: new Map(),
    indexes: [],
    uniques: [],
    checks: [],
    comment: undefined,
  };
}

function columnOf({ property, type, isNullable }: DerivedColumn, index: number, name: string, isPrimaryKey: boolean): ColumnMetadata {
  return {
    property,
    name,
    index,
    type,
    isNullable,
    isHidden: false,
    isPrimaryKey,
    generation: 'none',
    isOptional: isNullable,
    default: undefined,
    databaseDefault: undefined,
    generatedAs: undefined,
    comment: undefined,
    isDeletedAt: false,
    min: undefined,
    max: undefined,
  };
}
