// Builds the SELECT that loads the children of many parents: their keys are one list parameter, a limit counts for each parent.
import { intType } from '../entity/column-type.js';
import type { ColumnMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { arithmeticNode, windowNode } from '../node/calculation-nodes.js';
import { createHydrator } from '../hydrate/hydrator.js';
import type { ExpressionNode, OrderNode, OutputNode, ParameterNode, SelectNode } from '../node/expression-node.js';
import { allOf } from '../node/logic-nodes.js';
import { referenceNode } from '../node/operand-nodes.js';
import { compareNode, inNode } from '../node/predicate-nodes.js';
import { derivedSource, orderNode, outputNode, selectNode } from '../node/select-nodes.js';
import type { PrefetchClause } from '../query/query-state.js';
import { childKeyOf } from '../relation/relation-keys.js';
import { addEntityOutputs, keysOfPrefetches, loadedColumns } from './entity-outputs.js';
import { FromClause, joinThrough, type RowScope } from './row-scope.js';
import { conditionOf, operandsOf } from './open-rows.js';
import { boundsOf, orderOf, type Selected } from './select-statement.js';
import type { StatementBuilder } from './statement-builder.js';

/** The statement of a batch; outputs `keyOutputs` hold the key of the parent to which a row belongs. */
export interface BatchSelected extends Selected {
  readonly keyOutputs: readonly number[];
}

/** INVARIANT: the first parameters are the lists of the parents' keys, one for each column of the key. */
export function batchStatement(builder: StatementBuilder, { relation, query, hasThrough }: PrefetchClause): BatchSelected {
  const from = new FromClause(builder, query.entity);
  const through = relation.kind === 'manyToMany' ? joinThrough(relation, from) : undefined;
  const keys = keyNodes(relation, through ?? from.row);
  const links = keys.map(({ node, column }) => inNode(node, listOf(builder, relation, column)));
  const own = conditionOf(from.row, query.conditions);
  const orderBy = query.orders.map((order) => orderOf(from.row, order));
  const outputs: OutputNode[] = [];
  const columns = loadedColumns(query.entity, keysOfPrefetches(query.prefetches));
  const shape = addEntityOutputs(outputs, from.row, columns, query.joins);
  const between =
    hasThrough && through ? [{ property: 'through', shape: addEntityOutputs(outputs, through, loadedColumns(through.entity)) }] : [];
  const hydrate = createHydrator({ ...shape, joins: [...shape.joins, ...between] });
  const keyOutputs = keys.map(({ node, column }) => {
    // The outputs begin with the entity's own columns.
    const own = relation.kind === 'manyToMany' ? -1 : columns.indexOf(column);
    return own >= 0 ? own : outputs.push(outputNode({ expression: node, type: column.type })) - 1;
  });
  const where = allOf([...links, ...(own ? operandsOf(own) : [])]);
  const parts = { from: from.source, joins: from.joins, columns: outputs, where };
  const bounds = boundsOf(builder, query);
  const isLimited = bounds.limit !== undefined || bounds.offset !== undefined;
  const statement = isLimited
    ? limitedPerParent(builder, from, parts, { keys: keys.map(({ node }) => node), orderBy, bounds })
    : selectNode({ ...parts, orderBy });
  return { statement, outputs: outputs.map(({ type }) => type), hydrate, keyOutputs };
}

interface KeyNode {
  readonly node: ExpressionNode;
  readonly column: ColumnMetadata;
}

/** `row` is the child's, or that of the through table. */
function keyNodes(relation: RelationMetadata, row: RowScope): KeyNode[] {
  return childKeyOf(relation).map((column) => ({ node: row.column(column), column }));
}

function listOf(builder: StatementBuilder, { source, property }: RelationMetadata, { type }: ColumnMetadata): ParameterNode {
  return builder.parameter(type, { isList: true, label: `${source.name}.${property}` });
}

interface PerParent {
  readonly keys: readonly ExpressionNode[];
  readonly orderBy: readonly OrderNode[];
  readonly bounds: Pick<SelectNode, 'limit' | 'offset'>;
}

/** Numbers the rows of each parent in a derived table and keeps those within the bounds. */
function limitedPerParent(
  builder: StatementBuilder,
  from: FromClause,
  parts: Omit<SelectNode, 'kind'>,
  { keys, orderBy, bounds }: PerParent,
): SelectNode {
  const order = orderBy.length > 0 ? orderBy : from.entity.primaryKey.map((column) => orderNode(from.row.column(column), false));
  const alias = builder.nextAlias();
  const named = parts.columns.map((output, index) => outputNode({ ...output, name: `c${index}` }));
  const place = outputNode({
    expression: windowNode({ function: 'rowNumber', partitionBy: keys, orderBy: order, type: intType }),
    type: intType,
    name: 'place',
  });
  const inner = selectNode({ ...parts, columns: [...named, place] });
  const columns = parts.columns.map(({ type, label }, index) => outputNode({ expression: referenceNode(alias, `c${index}`), type, label }));
  const number = referenceNode(alias, 'place');
  return selectNode({ from: derivedSource(inner, alias), columns, where: isWithin(number, bounds), orderBy: [orderNode(number, false)] });
}

function isWithin(place: ExpressionNode, { limit, offset }: PerParent['bounds']): ExpressionNode | undefined {
  const isAfter = offset && compareNode('gt', place, offset);
  const last = limit && offset ? arithmeticNode('plus', offset, limit, intType) : limit;
  const isBefore = last && compareNode('lte', place, last);
  return allOf([isAfter, isBefore].filter((test) => test !== undefined));
}
