// Builds UPDATE and DELETE. Conditions on related rows move into a select of keys, so that no dialect has to join in a change.
import { type ColumnType, intType } from '../entity/column-type.js';
import type { ExpressionClause } from '../expression/expression-clause.js';
import { createHydrator } from '../hydrate/hydrator.js';
import type { ExpressionNode, OutputNode } from '../node/expression-node.js';
import { allOf, andNode } from '../node/logic-nodes.js';
import { literalNode } from '../node/operand-nodes.js';
import { compareNode } from '../node/predicate-nodes.js';
import { existsNode, inSelectNode, outputNode, selectNode } from '../node/select-nodes.js';
import type { StatementNode } from '../node/statement-node.js';
import { deleteNode, updateNode } from '../node/write-nodes.js';
import type { QueryState } from '../query/query-state.js';
import { addEntityOutputs, keysOfPrefetches, loadedColumns } from './entity-outputs.js';
import type { Hydrate } from './plan.js';
import { FromClause } from './row-scope.js';
import { operandsOf } from './open-rows.js';
import type { StatementBuilder } from './statement-builder.js';

/** A statement that changes rows; with `hydrate`, it gives them back. */
export interface Changed {
  readonly statement: StatementNode;
  readonly outputs: readonly ColumnType[] | undefined;
  readonly hydrate: Hydrate | undefined;
}

export function updateStatement(builder: StatementBuilder, query: QueryState): Changed {
  const { operation, entity } = query;
  if (operation.kind !== 'update') throw new TypeError('An update was planned for a query of another kind.');
  const from = new FromClause(builder, entity, { mode: 'scalar' });
  const where = conditionOf(builder, from, query);
  const set = operation.assignments.map(({ column, expression }) => ({ column: column.name, value: expression.resolve(from.row) }));
  const parts = { table: entity.table, alias: from.alias, set, where, comment: query.comment };
  if (!operation.isReturning) return { statement: updateNode(parts), outputs: undefined, hydrate: undefined };
  const returning: OutputNode[] = [];
  const columns = loadedColumns(entity, keysOfPrefetches(query.prefetches));
  const hydrate = createHydrator(addEntityOutputs(returning, from.row, columns));
  return { statement: updateNode({ ...parts, returning }), outputs: returning.map(({ type }) => type), hydrate };
}

export function deleteStatement(builder: StatementBuilder, query: QueryState): Changed {
  const from = new FromClause(builder, query.entity, { mode: 'scalar' });
  const where = conditionOf(builder, from, query);
  return {
    statement: deleteNode({ table: query.entity.table, alias: from.alias, where, comment: query.comment }),
    outputs: undefined,
    hydrate: undefined,
  };
}

function conditionOf(builder: StatementBuilder, from: FromClause, { conditions }: QueryState): ExpressionNode | undefined {
  return allOf(conditions.flatMap((clause) => operandsOf(conditionNode(builder, from, clause))));
}

/** Where a clause reads related rows by paths, it is resolved again inside a select of the keys that fulfil it. */
function conditionNode(builder: StatementBuilder, from: FromClause, clause: ExpressionClause): ExpressionNode {
  const before = builder.parameters.length;
  from.hasPaths = false;
  const node = clause.resolve(from.row);
  if (!from.hasPaths) return node;
  builder.rewind(before);
  return keysWhere(builder, from, clause);
}

function keysWhere(builder: StatementBuilder, from: FromClause, clause: ExpressionClause): ExpressionNode {
  const inner = new FromClause(builder, from.entity);
  const where = clause.resolve(inner.row);
  const own = ownOperands(where, inner.alias).map((operand) => withSource(operand, inner.alias, from.alias));
  return andNode([...own, isAmongKeys(from, inner, where)]);
}

function isAmongKeys(from: FromClause, inner: FromClause, where: ExpressionNode): ExpressionNode {
  const [key, ...others] = from.entity.primaryKey;
  if (key && others.length === 0) {
    const columns = [outputNode({ expression: inner.row.column(key), type: key.type })];
    return inSelectNode(from.row.column(key), selectNode({ from: inner.source, joins: inner.joins, columns, where }));
  }
  const isSame = from.entity.primaryKey.map((column) => compareNode('eq', inner.row.column(column), from.row.column(column)));
  const columns = [outputNode({ expression: literalNode(1), type: intType })];
  return existsNode(selectNode({ from: inner.source, joins: inner.joins, columns, where: andNode([...isSame, where]) }));
}

/**
 * Conditions on the changed row itself are said twice, for a row that another transaction changes meanwhile is tested again by those
 * of the change alone.
 */
function ownOperands(where: ExpressionNode, alias: string): readonly ExpressionNode[] {
  return operandsOf(where).filter((operand) => readsOnly(operand, alias));
}

function readsOnly(node: unknown, alias: string): boolean {
  if (typeof node !== 'object' || node === null) return true;
  const { kind, source } = node as { kind?: unknown; source?: unknown };
  if (kind === 'select' || kind === 'reference') return false;
  if (kind === 'column') return source === alias;
  return Object.values(node).every((part) => readsOnly(part, alias));
}

/** The same node over another source. */
function withSource<T>(node: T, from: string, to: string): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return Object.freeze(node.map((part: unknown) => withSource(part, from, to))) as T;
  const copy = Object.fromEntries(Object.entries(node).map(([key, part]) => [key, withSource(part as unknown, from, to)]));
  if (copy['kind'] === 'column' && copy['source'] === from) copy['source'] = to;
  return Object.freeze(copy) as T;
}
