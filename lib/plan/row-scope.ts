// The rows that a statement reads: the one it is about, and those that to-one relations lead to, joined when first needed.
import { type ColumnType, intType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata, ForeignKeyMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import type { ParameterFacts, Scope } from '../expression/expression-clause.js';
import type { ExpressionNode, JoinNode, ParameterNode, SelectNode, SourceNode } from '../node/expression-node.js';
import { allOf, andNode } from '../node/logic-nodes.js';
import { columnNode, literalNode } from '../node/operand-nodes.js';
import { compareNode } from '../node/predicate-nodes.js';
import { joinNode, outputNode, scalarNode, selectNode, tableSource } from '../node/select-nodes.js';
import type { StatementBuilder } from './statement-builder.js';

/** How columns behind to-one relations are read: by joins, or by selects of their own where a statement cannot join. */
export type PathMode = 'join' | 'scalar';

/** One FROM clause, or the table that a statement changes. */
export class FromClause {
  readonly row: RowScope;
  readonly alias: string;
  readonly joins: JoinNode[] = [];
  /** Whether a clause has read a column behind a relation. */
  hasPaths = false;

  constructor(
    readonly builder: StatementBuilder,
    readonly entity: EntityMetadata,
    readonly mode: PathMode = 'join',
  ) {
    this.alias = builder.nextAlias();
    this.row = new RowScope(this, entity, undefined);
  }

  get source(): SourceNode {
    return tableSource(this.entity.table, this.alias);
  }
}

interface Origin {
  readonly parent: RowScope;
  readonly relation: RelationMetadata;
}

export class RowScope implements Scope {
  readonly #children = new Map<RelationMetadata, RowScope>();
  #alias: string | undefined;

  constructor(
    readonly from: FromClause,
    readonly entity: EntityMetadata,
    readonly origin: Origin | undefined,
  ) {}

  /** The alias of the row's source; joins it when it is not there yet. */
  get alias(): string {
    return (this.#alias ??= this.origin === undefined ? this.from.alias : this.#join(this.origin));
  }

  parameter(type: ColumnType, facts?: ParameterFacts): ParameterNode {
    return this.from.builder.parameter(type, facts);
  }

  column(column: ColumnMetadata): ExpressionNode {
    if (this.origin === undefined) return columnNode(this.alias, column.name, column.type);
    const own = this.#alias === undefined ? keyInParent(this.origin, column) : undefined;
    if (own) return this.origin.parent.column(own);
    this.from.hasPaths = true;
    if (this.from.mode === 'scalar') return this.#scalar(column);
    return columnNode(this.alias, column.name, column.type);
  }

  toOne(relation: RelationMetadata): RowScope {
    let child = this.#children.get(relation);
    if (child === undefined) {
      child = new RowScope(this.from, relation.target, { parent: this, relation });
      this.#children.set(relation, child);
    }
    return child;
  }

  related(relation: RelationMetadata, condition: (row: Scope) => ExpressionNode | undefined): SelectNode {
    const from = new FromClause(this.from.builder, relation.target);
    const link = linkTo(this, relation, from);
    const fulfilled = condition(from.row);
    const columns = [outputNode({ expression: literalNode(1), type: intType })];
    return selectNode({ from: from.source, joins: from.joins, columns, where: fulfilled ? andNode([link, fulfilled]) : link });
  }

  #join({ parent, relation }: Origin): string {
    // The parent's join comes first.
    const before = parent.alias;
    const alias = this.from.builder.nextAlias();
    const column = (side: string) => (of: ColumnMetadata) => columnNode(side, of.name, of.type);
    const on = keysEqual(relation, column(before), column(alias));
    this.from.joins.push(joinNode('left', tableSource(relation.target.table, alias), on));
    return alias;
  }

  /** The value by a select of its own: along the path from the row that the statement is about. */
  #scalar(column: ColumnMetadata): ExpressionNode {
    const { root, path } = pathTo(this);
    const [first, ...rest] = path;
    if (first === undefined) return root.column(column);
    const from = new FromClause(this.from.builder, first.target);
    const end = rest.reduce((row, relation) => row.toOne(relation), from.row);
    const outputs = [outputNode({ expression: end.column(column), type: column.type })];
    return scalarNode(selectNode({ from: from.source, joins: from.joins, columns: outputs, where: linkTo(root, first, from) }));
  }
}

/** The row that the statement is about, and the relations from there to a row. */
function pathTo(row: RowScope): { readonly root: RowScope; readonly path: readonly RelationMetadata[] } {
  if (row.origin === undefined) return { root: row, path: [] };
  const { root, path } = pathTo(row.origin.parent);
  return { root, path: [...path, row.origin.relation] };
}

/** The column of the parent that holds the same value, when the database guarantees it: then no join is needed. */
function keyInParent({ relation }: Origin, column: ColumnMetadata): ColumnMetadata | undefined {
  if (relation.kind !== 'belongsTo' || !relation.foreignKey.isConstrained) return undefined;
  return relation.foreignKey.columns[relation.foreignKey.references.indexOf(column)];
}

/** The condition that ties rows of a clause over the relation's target to a row of its source. */
function linkTo(parent: Scope, relation: RelationMetadata, from: FromClause): ExpressionNode {
  const ofParent = (column: ColumnMetadata): ExpressionNode => parent.column(column);
  const ofTarget = (column: ColumnMetadata): ExpressionNode => from.row.column(column);
  if (relation.kind !== 'manyToMany') return keysEqual(relation, ofParent, ofTarget);
  return pairsEqual(relation.toSource.foreignKey, joinThrough(relation, from), ofParent);
}

type Column = (column: ColumnMetadata) => ExpressionNode;

/** Joins the through table of a many-to-many relation to its target, and gives the columns of the through row. */
export function joinThrough(relation: Extract<RelationMetadata, { kind: 'manyToMany' }>, from: FromClause): Column {
  const alias = from.builder.nextAlias();
  const ofThrough: Column = (column) => columnNode(alias, column.name, column.type);
  const on = pairsEqual(relation.toTarget.foreignKey, ofThrough, (column) => from.row.column(column));
  from.joins.push(joinNode('inner', tableSource(relation.through.table, alias), on));
  return ofThrough;
}

/** The key of a relation that needs no third table. */
function keysEqual(relation: RelationMetadata, ofSource: Column, ofTarget: Column): ExpressionNode {
  switch (relation.kind) {
    case 'belongsTo':
      return pairsEqual(relation.foreignKey, ofSource, ofTarget);
    case 'hasOne':
    case 'hasMany':
      return pairsEqual(relation.inverse.foreignKey, ofTarget, ofSource);
    case 'manyToMany':
      throw new TypeError(`${relation.source.name}.${relation.property} leads through a table of its own.`);
  }
}

function pairsEqual({ columns, references }: ForeignKeyMetadata, ofKey: Column, ofReferenced: Column): ExpressionNode {
  const pairs = columns.map((column, index) => compareNode('eq', ofKey(column), ofReferenced(references[index] ?? column)));
  return allOf(pairs) ?? andNode([]);
}
