// The rows that a statement reads: the one it is about, and those that to-one relations lead to, joined when first needed.
import { type ColumnType, intType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata, ForeignKeyMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import type { ExpressionClause, ParameterFacts, RelatedParts, Scope, Subquery } from '../expression/expression-clause.js';
import type { ExpressionNode, JoinNode, ParameterNode, SelectNode, SourceNode } from '../node/expression-node.js';
import { allOf, andNode } from '../node/logic-nodes.js';
import { columnNode, literalNode } from '../node/operand-nodes.js';
import { compareNode } from '../node/predicate-nodes.js';
import { joinNode, outputNode, scalarNode, selectNode, tableSource } from '../node/select-nodes.js';

/** What numbers the parts of a statement while it is built. */
export interface RowBuilder {
  parameter(type: ColumnType, facts?: ParameterFacts): ParameterNode;
  nextAlias(): string;
  subselect(subquery: Subquery, outer: FromClause): SelectNode;
}

/** How columns behind to-one relations are read: by joins, or by selects of their own where a statement cannot join. */
export type PathMode = 'join' | 'scalar';

/** Rows that are computed below this clause: their columns, and values that are asked for above. */
export interface InnerRows {
  column(column: ColumnMetadata): ExpressionNode;
  value(clause: ExpressionClause, resolve: (scope: Scope) => ExpressionNode, depth: number): ExpressionNode;
}

export interface FromOptions {
  readonly mode?: PathMode;
  /** The clause around a subselect. */
  readonly outer?: FromClause | undefined;
  /** The source by its alias; the table of the entity when absent. */
  readonly source?: (alias: string) => SourceNode;
  /** Columns of the row that are no columns of the source. */
  readonly columns?: ReadonlyMap<ColumnMetadata, ExpressionNode>;
  readonly inner?: InnerRows;
}

/** One FROM clause, or the table that a statement changes. */
export class FromClause {
  readonly row: RowScope;
  readonly alias: string;
  readonly joins: JoinNode[] = [];
  /** The rows of joined queries, by name. */
  readonly joined = new Map<string, RowScope>();
  readonly mode: PathMode;
  /** Whether a clause has read a column behind a relation. */
  hasPaths = false;
  /** How deep the lambda is nested whose expressions are being resolved over this row; 0 = none. */
  depth = 0;

  constructor(
    readonly builder: RowBuilder,
    readonly entity: EntityMetadata,
    readonly options: FromOptions = {},
  ) {
    this.mode = options.mode ?? 'join';
    this.alias = builder.nextAlias();
    this.row = new RowScope(this, entity, undefined);
  }

  get source(): SourceNode {
    return this.options.source?.(this.alias) ?? tableSource(this.entity.table, this.alias);
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
    alias?: string,
  ) {
    this.#alias = alias;
  }

  /** The alias of the row's source; joins it when it is not there yet. */
  get alias(): string {
    return (this.#alias ??= this.origin === undefined ? this.from.alias : this.#join(this.origin));
  }

  get mayBeAbsent(): boolean {
    if (this.origin === undefined) return false;
    const { parent, relation } = this.origin;
    return parent.mayBeAbsent || relation.kind !== 'belongsTo' || relation.isNullable;
  }

  parameter(type: ColumnType, facts?: ParameterFacts): ParameterNode {
    return this.from.builder.parameter(type, facts);
  }

  /** INVARIANT: columns of `columns(Post)` come from metadata of their own, and are those of the row by their property. */
  column(given: ColumnMetadata): ExpressionNode {
    const column = this.entity.columnOf.get(given.property);
    if (column === undefined) throw unknownKey(this.entity, given.property);
    if (this.origin === undefined) return this.#ownColumn(column);
    const own = this.#alias === undefined ? keyInParent(this.origin, column) : undefined;
    if (own) return this.origin.parent.column(own);
    this.from.hasPaths = true;
    if (this.from.mode === 'scalar') return this.#scalar(column);
    return columnNode(this.alias, column.name, column.type);
  }

  #ownColumn(column: ColumnMetadata): ExpressionNode {
    const { columns, inner } = this.from.options;
    const isJoined = this.#alias !== undefined && this.#alias !== this.from.alias;
    if (isJoined) return columnNode(this.alias, column.name, column.type);
    return inner?.column(column) ?? columns?.get(column) ?? columnNode(this.alias, column.name, column.type);
  }

  joined(name: string): RowScope {
    const row = this.from.joined.get(name);
    if (row) return row;
    throw new InvalidQueryError({
      fact: `A query of ${this.from.entity.name} reads the joined query ${JSON.stringify(name)}, which it does not have.`,
      remedy: 'Use the row of a joined query in the clauses of the query that joins it.',
    });
  }

  subselect(subquery: Subquery): SelectNode {
    return this.from.builder.subselect(subquery, this.from);
  }

  hoisted(clause: ExpressionClause, resolve: (scope: Scope) => ExpressionNode): ExpressionNode {
    return this.from.options.inner?.value(clause, resolve, this.from.depth) ?? resolve(this);
  }

  at(depth: number): RowScope {
    if (depth === 0) return this;
    for (let from: FromClause | undefined = this.from; from; from = from.options.outer) {
      if (from.depth === depth) return from.row;
    }
    throw new InvalidQueryError({
      fact: `A query of ${this.from.entity.name} reads a row that is not around it.`,
      remedy: 'Use the row of an outer lambda only in queries that are part of what this lambda gives.',
    });
  }

  withDepth<T>(depth: number, resolve: (scope: RowScope) => T): T {
    const { from } = this;
    const before = from.depth;
    from.depth = depth;
    try {
      return resolve(this);
    } finally {
      from.depth = before;
    }
  }

  toOne(given: RelationMetadata): RowScope {
    const relation = relationOf(this.entity, given);
    let child = this.#children.get(relation);
    if (child === undefined) {
      child = new RowScope(this.from, relation.target, { parent: this, relation });
      this.#children.set(relation, child);
    }
    return child;
  }

  related(given: RelationMetadata, make: (row: Scope) => RelatedParts): SelectNode {
    const relation = relationOf(this.entity, given);
    const from = new FromClause(this.from.builder, relation.target, { outer: this.from });
    const link = linkTo(this, relation, from);
    const { output = { expression: literalNode(1), type: intType }, where } = make(from.row);
    const all = where ? andNode([link, where]) : link;
    return selectNode({ from: from.source, joins: from.joins, columns: [outputNode(output)], where: all });
  }

  #join({ parent, relation }: Origin): string {
    // The parent's join comes first.
    void parent.alias;
    const alias = this.from.builder.nextAlias();
    const ofTarget: Column = (column) => columnNode(alias, column.name, column.type);
    const on = keysEqual(relation, (column) => parent.column(column), ofTarget);
    this.from.joins.push(joinNode('left', tableSource(relation.target.table, alias), on));
    return alias;
  }

  /** The value by a select of its own: along the path from the row that the statement is about. */
  #scalar(column: ColumnMetadata): ExpressionNode {
    const { root, path } = pathTo(this);
    const [first, ...rest] = path;
    if (first === undefined) return root.column(column);
    const from = new FromClause(this.from.builder, first.target, { outer: this.from });
    const end = rest.reduce((row, relation) => row.toOne(relation), from.row);
    const outputs = [outputNode({ expression: end.column(column), type: column.type })];
    return scalarNode(selectNode({ from: from.source, joins: from.joins, columns: outputs, where: linkTo(root, first, from) }));
  }
}

function relationOf(entity: EntityMetadata, { property }: RelationMetadata): RelationMetadata {
  const relation = entity.relationOf.get(property);
  if (relation) return relation;
  throw unknownKey(entity, property);
}

function unknownKey(entity: EntityMetadata, key: string): UnknownKeyError {
  return new UnknownKeyError({ entity: entity.name, key, known: [...entity.columnOf.keys(), ...entity.relationOf.keys()] });
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
  const through = joinThrough(relation, from);
  return pairsEqual(relation.toSource.foreignKey, (column) => through.column(column), ofParent);
}

type Column = (column: ColumnMetadata) => ExpressionNode;

/** Joins the through table of a many-to-many relation to its target, and gives the through row. */
export function joinThrough(relation: Extract<RelationMetadata, { kind: 'manyToMany' }>, from: FromClause): RowScope {
  const row = new RowScope(from, relation.through, undefined, from.builder.nextAlias());
  const on = pairsEqual(
    relation.toTarget.foreignKey,
    (column) => row.column(column),
    (column) => from.row.column(column),
  );
  from.joins.push(joinNode('inner', tableSource(relation.through.table, row.alias), on));
  return row;
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
