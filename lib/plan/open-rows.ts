// Opens the rows of a query: its source, joined queries and conditions, below which windows and groups are computed.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import type { ExpressionClause, Scope } from '../expression/expression-clause.js';
import type { CteNode, ExpressionNode, OutputNode, SelectNode, SourceNode } from '../node/expression-node.js';
import { allOf } from '../node/logic-nodes.js';
import { referenceNode } from '../node/operand-nodes.js';
import { cteSource, derivedSource, joinNode, outputNode, selectNode, tableSource } from '../node/select-nodes.js';
import type { ConditionClause, CteSource, JoinedQuery, QuerySource, QueryState } from '../query/query-state.js';
import { isOverWindow, sourceKey } from '../query/shape-key.js';
import { FromClause, type InnerRows, RowScope } from './row-scope.js';
import type { StatementBuilder } from './statement-builder.js';

/** Rows with their conditions, and the row in which further clauses are resolved. */
export interface OpenRows {
  readonly row: RowScope;
  readonly from: FromClause;
  /** INVARIANT: read after everything is resolved, for resolving adds joins. */
  parts(): Pick<SelectNode, 'from' | 'joins' | 'where' | 'groupBy' | 'having'>;
}

export function openRows(builder: StatementBuilder, query: QueryState, outer?: FromClause): OpenRows {
  const rows = plainRows(builder, query, outer);
  const overWindows = query.conditions.filter(isOverWindow);
  return overWindows.length === 0 ? rows : rowsAbove(builder, query, rows, overWindows, outer);
}

function plainRows(builder: StatementBuilder, query: QueryState, outer: FromClause | undefined): OpenRows {
  if (query.source?.kind === 'groups') return groupRows(builder, query, query.source, outer);
  const from = new FromClause(builder, query.entity, { outer, source: sourceOf(builder, query.entity, query.source, outer) });
  joinQueries(builder, from, query.joinedQueries);
  const where = conditionOf(
    from.row,
    query.conditions.filter((clause) => !isOverWindow(clause)),
  );
  return { row: from.row, from, parts: () => ({ from: from.source, joins: from.joins, where }) };
}

/** Groups are rows whose columns are expressions over the rows within; conditions on them are HAVING. */
function groupRows(
  builder: StatementBuilder,
  query: QueryState,
  source: Extract<QuerySource, { kind: 'groups' }>,
  outer: FromClause | undefined,
): OpenRows {
  const inner = openRows(builder, source.query, outer);
  const nodes = [...source.groups, ...source.aggregates].map(({ expression }) => expression.resolve(inner.row));
  const columns = new Map(query.entity.columns.map((column, index) => [column, nodes[index] as ExpressionNode]));
  const groupBy = nodes.slice(0, source.groups.length);
  const from = new FromClause(builder, query.entity, { outer, columns });
  const having = conditionOf(
    from.row,
    query.conditions.filter((clause) => !isOverWindow(clause)),
  );
  return { row: from.row, from, parts: () => ({ ...inner.parts(), groupBy, having }) };
}

/** Rows over a derived table: what is asked of them is computed there, so that conditions see the finished windows. */
function rowsAbove(
  builder: StatementBuilder,
  query: QueryState,
  below: OpenRows,
  conditions: readonly ConditionClause[],
  outer: FromClause | undefined,
): OpenRows {
  const table = new DerivedRows(below);
  const from = new FromClause(builder, query.entity, { outer, inner: table, source: (alias) => table.source(alias) });
  table.alias = from.alias;
  for (const [name, row] of below.from.joined) from.joined.set(name, row);
  const where = conditionOf(from.row, conditions);
  return { row: from.row, from, parts: () => ({ from: from.source, joins: from.joins, where }) };
}

/** A derived table that gets its outputs as they are asked for. */
class DerivedRows implements InnerRows {
  alias = '';
  readonly #below: OpenRows;
  readonly #outputs: OutputNode[] = [];
  readonly #columns = new Map<ColumnMetadata, ExpressionNode>();
  readonly #values = new Map<string, ExpressionNode>();

  constructor(below: OpenRows) {
    this.#below = below;
  }

  column(column: ColumnMetadata): ExpressionNode {
    let node = this.#columns.get(column);
    if (node === undefined) {
      node = this.#add(this.#below.row.column(column), column.type);
      this.#columns.set(column, node);
    }
    return node;
  }

  /** INVARIANT: resolved each time, so that its parameters keep their places; computed once where it has none. */
  value(clause: ExpressionClause, resolve: (scope: Scope) => ExpressionNode, depth: number): ExpressionNode {
    const node = this.#below.row.withDepth(depth, resolve);
    const known = clause.values.length === 0 ? this.#values.get(clause.key) : undefined;
    if (known) return known;
    const added = this.#add(node, (clause as { readonly type?: OutputNode['type'] }).type ?? { kind: 'int' });
    this.#values.set(clause.key, added);
    return added;
  }

  source(alias: string): SourceNode {
    return derivedSource(selectNode({ ...this.#below.parts(), columns: this.#outputs }), alias);
  }

  #add(expression: ExpressionNode, type: OutputNode['type']): ExpressionNode {
    const name = `c${this.#outputs.length}`;
    this.#outputs.push(outputNode({ expression, type, name }));
    return referenceNode(this.alias, name);
  }
}

/** Joins the rows of other queries. */
function joinQueries(builder: StatementBuilder, from: FromClause, joined: readonly JoinedQuery[]): void {
  for (const { name, entity, source, type, on, lateralDepth } of joined) {
    const sourceAt =
      lateralDepth === undefined
        ? sourceOf(builder, entity, source, undefined)
        : from.row.withDepth(lateralDepth, () => sourceOf(builder, entity, source, from));
    const alias = builder.nextAlias();
    from.joined.set(name, new RowScope(from, entity, undefined, alias));
    const condition = on.resolve(from.row);
    from.joins.push(joinNode(type, lateralDepth === undefined ? sourceAt(alias) : lateral(sourceAt(alias)), condition));
  }
}

function lateral(source: SourceNode): SourceNode {
  return source.kind === 'derived' ? derivedSource(source.select, source.alias, { isLateral: true }) : source;
}

type SourceAt = (alias: string) => SourceNode;

function sourceOf(
  builder: StatementBuilder,
  entity: EntityMetadata,
  source: QuerySource | undefined,
  outer: FromClause | undefined,
): SourceAt {
  switch (source?.kind) {
    case 'query': {
      const select = builder.derived(source.query, outer);
      return (alias) => derivedSource(select, alias);
    }
    case 'compound': {
      const select = compoundSelect(builder, source, outer);
      return (alias) => derivedSource(select, alias);
    }
    case 'cte': {
      if (source.definition) builder.addCte(sourceKey(source), cteOf(builder, source.name, source.definition));
      return (alias) => cteSource(source.name, alias);
    }
    case 'groups':
      throw new TypeError(`Groups of ${entity.name} are opened as a source of their own.`);
    default:
      return (alias) => tableSource(entity.table, alias);
  }
}

function compoundSelect(
  builder: StatementBuilder,
  { first, others }: Extract<QuerySource, { kind: 'compound' }>,
  outer: FromClause | undefined,
): SelectNode {
  const start = operand(builder, first, outer);
  return selectNode({ ...start, compounds: others.map(({ operator, query }) => ({ operator, select: operand(builder, query, outer) })) });
}

/** A side of a set operation has no clauses of its own that would be taken for those of the whole. */
function operand(builder: StatementBuilder, query: QueryState, outer: FromClause | undefined): SelectNode {
  const select = builder.derived(query, outer);
  const { orderBy, limit, offset, distinctOn, compounds } = select;
  if (!orderBy && !limit && !offset && !distinctOn && !compounds) return select;
  const alias = builder.nextAlias();
  const columns = select.columns.map((output) => outputNode({ ...output, expression: referenceNode(alias, output.name ?? '') }));
  return selectNode({ from: derivedSource(select, alias), columns });
}

function cteOf(builder: StatementBuilder, name: string, { query, step }: NonNullable<CteSource['definition']>): CteNode {
  if (step === undefined) return { name, select: builder.derived(query, undefined) };
  const select = operand(builder, query, undefined);
  const compounds = [{ operator: step.operator, select: operand(builder, step.query, undefined) }];
  return { name, select: selectNode({ ...select, compounds }), recursive: true };
}

/** All conditions of a query but those over windows, resolved in its row. */
export function conditionOf(row: RowScope, conditions: readonly ConditionClause[]): ExpressionNode | undefined {
  return allOf(conditions.flatMap((clause) => operandsOf(clause.resolve(row))));
}

/** The parts of an AND: nesting says nothing. */
export function operandsOf(node: ExpressionNode): readonly ExpressionNode[] {
  return node.kind === 'and' ? node.operands.flatMap(operandsOf) : [node];
}
