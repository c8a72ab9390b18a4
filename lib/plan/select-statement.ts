// Builds the SELECT of a query: rows of an entity, records, single values, counts, aggregates.
import { type ColumnType, intType } from '../entity/column-type.js';
import type { ExpressionNode, LockNode, OrderNode, OutputNode, SelectNode } from '../node/expression-node.js';
import { aggregateNode } from '../node/calculation-nodes.js';
import { allOf } from '../node/logic-nodes.js';
import { literalNode } from '../node/operand-nodes.js';
import { derivedSource, orderNode, outputNode, selectNode } from '../node/select-nodes.js';
import { createHydrator } from '../hydrate/hydrator.js';
import { createRecordHydrator, createScalarHydrator } from '../hydrate/value-hydrators.js';
import type { OrderClause, ProjectionClause, QueryState } from '../query/query-state.js';
import { addEntityOutputs, keysOfPrefetches, loadedColumns } from './entity-outputs.js';
import type { Hydrate } from './plan.js';
import { FromClause, type RowScope } from './row-scope.js';
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
  const from = new FromClause(builder, query.entity);
  const where = conditionOf(from.row, query);
  const orderBy = query.orders.map((order) => orderOf(from.row, order));
  const { outputs, hydrate } = rowOutputs(from.row, query);
  return selected(
    { ...sourceOf(from), columns: outputs, where, orderBy, ...boundsOf(builder, query), distinct: distinctOf(query) },
    hydrate,
    {
      lock: lockOf(from, query),
    },
  );
}

/** The outputs of a query, and the hydrator of their rows. */
function rowOutputs(row: RowScope, query: QueryState): { outputs: OutputNode[]; hydrate: Hydrate } {
  if (query.projection) return projectionOutputs(row, query.projection, query.form);
  const outputs: OutputNode[] = [];
  const columns = loadedColumns(query.entity, keysOfPrefetches(query.prefetches));
  return { outputs, hydrate: createHydrator(addEntityOutputs(outputs, row, columns, query.joins)) };
}

function projectionOutputs(
  row: RowScope,
  projection: readonly ProjectionClause[],
  form: QueryState['form'],
): { outputs: OutputNode[]; hydrate: Hydrate } {
  const outputs = projection.map(({ name, expression, type }) =>
    outputNode({ expression: expression.resolve(row), type, label: `${row.entity.name}.${name}` }),
  );
  const [first] = projection;
  const hydrate = form === 'scalar' && first ? createScalarHydrator(first.type) : createRecordHydrator(projection);
  return { outputs, hydrate };
}

/** Limited or distinct rows are counted as they would be given. */
function countStatement(builder: StatementBuilder, query: QueryState): Selected {
  const count = outputNode({ expression: aggregateNode('count', intType), type: intType });
  const hydrate = createScalarHydrator(intType);
  const from = new FromClause(builder, query.entity);
  const where = conditionOf(from.row, query);
  if (query.limit === undefined && query.offset === undefined && !query.isDistinct) {
    return selected({ ...sourceOf(from), columns: [count], where }, hydrate);
  }
  const columns = countedOutputs(from.row, query);
  const inner = selectNode({ ...sourceOf(from), columns, where, ...boundsOf(builder, query), distinct: distinctOf(query) });
  return selected({ from: derivedSource(inner, builder.nextAlias()), columns: [count] }, hydrate);
}

function countedOutputs(row: RowScope, query: QueryState): OutputNode[] {
  const clauses = query.projection?.map(({ expression, type }) => ({ expression: expression.resolve(row), type }));
  const own = (query.isDistinct ? loadedColumns(query.entity) : []).map((column) => ({
    expression: row.column(column),
    type: column.type,
  }));
  const all = clauses ?? own;
  const outputs = all.length > 0 ? all : [{ expression: literalNode(1), type: intType }];
  return outputs.map((output, index) => outputNode({ ...output, name: `c${index}` }));
}

function existsStatement(builder: StatementBuilder, query: QueryState): Selected {
  const from = new FromClause(builder, query.entity);
  const where = conditionOf(from.row, query);
  const columns = [outputNode({ expression: literalNode(1), type: intType })];
  const bounds = boundsOf(builder, query);
  const limit = bounds.limit ?? literalNode(1);
  return selected({ ...sourceOf(from), columns, where, ...bounds, limit }, createScalarHydrator(intType));
}

/** All conditions of a query, resolved in its row. */
export function conditionOf(row: RowScope, { conditions }: QueryState): ExpressionNode | undefined {
  return allOf(conditions.flatMap((clause) => operandsOf(clause.resolve(row))));
}

/** The parts of an AND: nesting says nothing. */
export function operandsOf(node: ExpressionNode): readonly ExpressionNode[] {
  return node.kind === 'and' ? node.operands.flatMap(operandsOf) : [node];
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
function lockOf({ alias, joins }: FromClause, { lock }: QueryState): LockNode | undefined {
  if (lock === undefined) return undefined;
  const wait = lock.wait === 'wait' ? undefined : lock.wait;
  return { strength: lock.strength, ...(wait ? { wait } : {}), ...(joins.length > 0 ? { of: [alias] } : {}) };
}

/** INVARIANT: read after everything is resolved, for resolving adds joins. */
function sourceOf(from: FromClause): Pick<SelectNode, 'from' | 'joins'> {
  return { from: from.source, joins: from.joins };
}

function selected(parts: Omit<SelectNode, 'kind'>, hydrate: Hydrate, more: Partial<SelectNode> = {}): Selected {
  const statement = selectNode({ ...parts, ...more });
  return { statement, outputs: statement.columns.map(({ type }) => type), hydrate };
}
