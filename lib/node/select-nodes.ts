// Makes SELECT, its parts, and the expressions that hold one.
import type {
  ExistsNode,
  ExpressionNode,
  InSelectNode,
  JoinNode,
  OrderNode,
  OutputNode,
  ScalarNode,
  SelectNode,
  SourceNode,
  TableName,
} from './expression-node.js';
import { frozen, someOf } from './frozen.js';

/** Empty lists of clauses are left out. */
export function selectNode(parts: Omit<SelectNode, 'kind'>): SelectNode {
  return frozen({
    kind: 'select',
    ...parts,
    joins: someOf(parts.joins),
    columns: Object.freeze([...parts.columns]),
    with: someOf(parts.with),
    groupBy: someOf(parts.groupBy),
    distinctOn: someOf(parts.distinctOn),
    compounds: someOf(parts.compounds),
    orderBy: someOf(parts.orderBy),
  });
}

export function tableSource(table: TableName, alias: string): SourceNode {
  return frozen({ kind: 'table', table: tableName(table), alias });
}

/** A lateral one reads the sources before it. */
export function derivedSource(select: SelectNode, alias: string, options: { readonly isLateral?: true } = {}): SourceNode {
  return frozen({ kind: 'derived', select, alias, lateral: options.isLateral || undefined });
}

/** The rows of a common table expression. */
export function cteSource(name: string, alias: string): SourceNode {
  return frozen({ kind: 'cte', name, alias });
}

export function joinNode(type: JoinNode['type'], source: SourceNode, on: ExpressionNode): JoinNode {
  return frozen({ type, source, on });
}

export function outputNode(output: OutputNode): OutputNode {
  return frozen(output);
}

export function orderNode(expression: ExpressionNode, isDescending: boolean, nulls?: 'first' | 'last'): OrderNode {
  return frozen({ expression, descending: isDescending || undefined, nulls });
}

export function existsNode(select: SelectNode): ExistsNode {
  return frozen({ kind: 'exists', select });
}

export function scalarNode(select: SelectNode): ScalarNode {
  return frozen({ kind: 'scalar', select });
}

export function inSelectNode(operand: ExpressionNode, select: SelectNode): InSelectNode {
  return frozen({ kind: 'inSelect', operand, select });
}

/** A name without an empty schema. */
export function tableName({ name, schema }: TableName): TableName {
  return frozen({ name, schema });
}
