// Builds the SELECT of a query: rows of an entity, records, single values, counts, aggregates.
import { type ColumnType, intType } from '../entity/column-type.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import type { LockNode, OrderNode, OutputNode, SelectNode } from '../node/expression-node.js';
import { aggregateNode } from '../node/calculation-nodes.js';
import { literalNode } from '../node/operand-nodes.js';
import { derivedSource, orderNode, outputNode, selectNode } from '../node/select-nodes.js';
import { createHydrator } from '../hydrate/hydrator.js';
import { createRecordHydrator, createScalarHydrator } from '../hydrate/value-hydrators.js';
import type { OrderClause, ProjectionClause, QueryState } from '../query/query-state.js';
import { derivedColumns } from '../query/derived-entity.js';
import { addEntityOutputs, keysOfPrefetches, loadedColumns } from './entity-outputs.js';
import type { Hydrate } from './plan.js';
import { type OpenRows, openRows } from './open-rows.js';
import type { FromClause, RowScope } from './row-scope.js';
import type { StatementBuilder } from './statement-builder.js';

/** A statement that gives rows, and what they become. */
export interface Selected {
  readonly statement: SelectNode;
  readonly outputs: readonly ColumnType[];
  readonly hydrate: Hydrate;
}

/** Builds the statement of a query that gives rows or a number. */
export function selectStatement(builder: StatementBuilder, query: QueryState): Selected {
  switch (query.operation.kind) {
    case 'count':
      return countStatement(builder, query);
    case 'exists':
      return existsStatement(builder, query);
    default:
      return rowsStatement(builder, query);
  }
}

function rowsStatement(builder: StatementBuilder, query: QueryState): Selected {
  let hydrate: Hydrate = () => [];
  const statement = builder.outermost(() => {
    const rows = openRows(builder, query);
    const made = rowsSelect(builder, query, rows, (row) => rowOutputs(row, query));
    hydrate = made.hydrate;
    return selectNode({ ...made.parts, lock: lockOf(rows.from, query), comment: query.comment });
  });
  return { statement, outputs: statement.columns.map(({ type }) => type), hydrate };
}

/** The clauses of a select that gives rows. */
function rowsSelect<T extends { readonly outputs: readonly OutputNode[] }>(
  builder: StatementBuilder,
  query: QueryState,
  { row, parts }: OpenRows,
  outputsOf: (row: RowScope) => T,
): T & { readonly parts: Omit<SelectNode, 'kind'> } {
  const distinctOn = query.distinctOn.map((expression) => expression.resolve(row));
  const orderBy = query.orders.map((order) => orderOf(row, order));
  const made = outputsOf(row);
  const bounds = boundsOf(builder, query);
  return { ...made, parts: { ...parts(), columns: made.outputs, distinctOn, orderBy, ...bounds, distinct: distinctOf(query) } };
}

/** The outputs of a query, and the hydrator of their rows. */
function rowOutputs(row: RowScope, query: QueryState): { outputs: OutputNode[]; hydrate: Hydrate } {
  const outputs: OutputNode[] = [];
  const hydrate = query.projection ? projected(outputs, row, query.projection, query.form) : instances(outputs, row, query);
  for (const key of query.keys ?? []) outputs.push(outputOf(row, key));
  return { outputs, hydrate };
}

function instances(outputs: OutputNode[], row: RowScope, query: QueryState): Hydrate {
  const columns = loadedColumns(query.entity, keysOfPrefetches(query.prefetches));
  const own = addEntityOutputs(outputs, row, columns, query.joins);
  const added = query.annotations.map((clause) => ({
    property: clause.name,
    output: outputs.push(outputOf(row, clause)) - 1,
    type: clause.type,
  }));
  return createHydrator({ ...own, added });
}

function projected(outputs: OutputNode[], row: RowScope, projection: readonly ProjectionClause[], form: QueryState['form']): Hydrate {
  outputs.push(...projection.map((clause) => outputOf(row, clause)));
  const [first] = projection;
  return form === 'scalar' && first ? createScalarHydrator(first.type) : createRecordHydrator(projection);
}

function outputOf(row: RowScope, { name, expression, type }: ProjectionClause): OutputNode {
  return outputNode({ expression: expression.resolve(row), type, label: `${row.entity.name}.${name}` });
}

/** The select of a query that stands in an expression: of one value, or of whether there is a row. */
export function subselect(builder: StatementBuilder, query: QueryState, outer: FromClause): SelectNode {
  const rows = openRows(builder, query, outer);
  const outputs = (row: RowScope) => ({
    outputs:
      query.operation.kind === 'exists' ? countedOutputs(row, query) : (query.projection ?? []).map((clause) => outputOf(row, clause)),
  });
  return selectNode(rowsSelect(builder, query, rows, outputs).parts);
}

/** The select of a query whose rows are a source: outputs have the names of the columns that are read from them. */
export function derivedSelect(builder: StatementBuilder, query: QueryState, outer: FromClause | undefined): SelectNode {
  const rows = openRows(builder, query, outer);
  return selectNode(rowsSelect(builder, query, rows, (row) => ({ outputs: namedOutputs(row, query) })).parts);
}

function namedOutputs(row: RowScope, query: QueryState): OutputNode[] {
  const { names } = derivedColumns(query);
  if (query.projection) return query.projection.map((clause, index) => outputNode({ ...outputOf(row, clause), name: names[index] ?? '' }));
  const own = query.entity.columns.map((column) => ({ expression: row.column(column), type: column.type }));
  const added = query.annotations.map(({ expression, type }) => ({ expression: expression.resolve(row), type }));
  return [...own, ...added].map((output, index) => outputNode({ ...output, name: names[index] ?? '' }));
}

const oneOutput = outputNode({ expression: literalNode(1), type: intType });
const countOutput = outputNode({ expression: aggregateNode('count', intType), type: intType });

/** Limited, distinct and grouped rows are counted as they would be given. */
function countStatement(builder: StatementBuilder, query: QueryState): Selected {
  return selected(createScalarHydrator(intType), builder, () => {
    const rows = openRows(builder, query);
    const { comment } = query;
    if (isPlain(query)) return selectNode({ ...rows.parts(), columns: [countOutput], comment });
    const inner = rowsSelect(builder, query, rows, (row) => ({ outputs: numbered(countedOutputs(row, query)) }));
    return selectNode({ from: derivedSource(selectNode(inner.parts), builder.nextAlias()), columns: [countOutput], comment });
  });
}

/** Whether each row that fulfils the conditions is given. */
function isPlain({ limit, offset, isDistinct, distinctOn, source }: QueryState): boolean {
  return limit === undefined && offset === undefined && !isDistinct && distinctOn.length === 0 && source?.kind !== 'groups';
}

function countedOutputs(row: RowScope, query: QueryState): OutputNode[] {
  const clauses = query.projection?.map((clause) => outputOf(row, clause));
  const own = (query.isDistinct ? loadedColumns(query.entity) : []).map((column) =>
    outputNode({ expression: row.column(column), type: column.type }),
  );
  const all = clauses ?? [...own, ...query.annotations.map((clause) => outputOf(row, clause))];
  return all.length > 0 ? all : [oneOutput];
}

function numbered(outputs: readonly OutputNode[]): OutputNode[] {
  return outputs.map((output, index) => outputNode({ ...output, name: `c${index}` }));
}

function existsStatement(builder: StatementBuilder, query: QueryState): Selected {
  return selected(createScalarHydrator(intType), builder, () => {
    const { parts } = rowsSelect(builder, query, openRows(builder, query), (row) => ({ outputs: countedOutputs(row, query) }));
    return selectNode({ ...parts, limit: parts.limit ?? literalNode(1), comment: query.comment });
  });
}

export function orderOf(row: RowScope, { expression, isDescending, nulls }: OrderClause): OrderNode {
  return orderNode(expression.resolve(row), isDescending, nulls);
}

/** Limit and offset as parameters: other numbers are no other shape. */
export function boundsOf(builder: StatementBuilder, { limit, offset }: QueryState): Pick<SelectNode, 'limit' | 'offset'> {
  const facts = (label: string) => ({ label });
  return {
    limit: limit === undefined ? undefined : builder.parameter(intType, facts('limit')),
    offset: offset === undefined ? undefined : builder.parameter(intType, facts('offset')),
  };
}

function distinctOf({ isDistinct }: QueryState): true | undefined {
  return isDistinct || undefined;
}

/** Rows that are joined to others are locked alone: PostgreSQL refuses to lock the outer side of a join. */
function lockOf(from: FromClause, { entity, lock }: QueryState): LockNode | undefined {
  if (lock === undefined) return undefined;
  const wait = lock.wait === 'wait' ? undefined : lock.wait;
  const others = (lock.of ?? []).map((property) => relatedAlias(from, entity, property));
  const of = from.joins.length > 0 ? [from.alias, ...others] : [];
  return { strength: lock.strength, ...(wait ? { wait } : {}), ...(of.length > 0 ? { of } : {}) };
}

function relatedAlias(from: FromClause, entity: QueryState['entity'], property: string): string {
  const relation = entity.relationOf.get(property);
  if (relation === undefined) throw new UnknownKeyError({ entity: entity.name, key: property, known: [...entity.relationOf.keys()] });
  return from.row.toOne(relation).alias;
}

function selected(hydrate: Hydrate, builder: StatementBuilder, build: () => SelectNode): Selected {
  const statement = builder.outermost(build);
  return { statement, outputs: statement.columns.map(({ type }) => type), hydrate };
}
