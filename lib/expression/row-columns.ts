// The argument of lambdas: the columns of a row as expressions, to-one relations as further rows, to-many ones as semi-joins.
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { isToMany } from '../entity/is-to-many.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import type { ExpressionNode } from '../node/expression-node.js';
import { notNode } from '../node/logic-nodes.js';
import { existsNode } from '../node/select-nodes.js';
import type { ExpressionClause, Scope } from './expression-clause.js';
import { conditionIn, Expression } from './expression.js';
import { keyOf, quoted } from './field-table.js';
import { booleanType } from './lookup.js';

/** A to-one path from the row that a statement is about. */
interface RowPath {
  readonly entity: EntityMetadata;
  readonly key: string;
  readonly isNullable: boolean;
  scope(root: Scope): Scope;
}

// Hangs on the metadata, which hangs on its data source.
const roots = new WeakMap<EntityMetadata, object>();

/** The columns of an entity's row, by property. */
export function rowColumns(entity: EntityMetadata): object {
  let row = roots.get(entity);
  if (row === undefined) {
    row = createRow({ entity, key: '', isNullable: false, scope: (root) => root });
    roots.set(entity, row);
  }
  return row;
}

/** The condition that a lambda gives. */
export function conditionOf(entity: EntityMetadata, make: (row: unknown) => unknown): ExpressionClause {
  return conditionIn(make(rowColumns(entity)));
}

/** The column at a path of properties such as `['author', 'name']`. */
export function columnAt(entity: EntityMetadata, path: readonly string[]): Expression {
  let found: unknown = rowColumns(entity);
  let at: EntityMetadata = entity;
  for (const property of path) {
    found = (found as Record<string, unknown>)[property];
    at = at.relationOf.get(property)?.target ?? at;
  }
  if (found instanceof Expression) return found;
  throw new UnknownKeyError({ entity: at.name, key: path.join('.'), known: [...at.columnOf.keys()] });
}

/** Members are made when first read, and kept. */
function createRow(path: RowPath): object {
  const members = new Map<string, unknown>();
  return new Proxy(Object.freeze({}), {
    get(_target, property) {
      if (typeof property === 'symbol' || property === 'then') return undefined;
      if (!members.has(property)) members.set(property, createMember(path, property));
      return members.get(property);
    },
    has: (_target, property) =>
      typeof property === 'string' && (path.entity.columnOf.has(property) || path.entity.relationOf.has(property)),
  });
}

function createMember(path: RowPath, property: string): unknown {
  const { entity } = path;
  const column = entity.columnOf.get(property);
  if (column) return columnExpression(path, column);
  const relation = entity.relationOf.get(property);
  if (relation === undefined) {
    throw new UnknownKeyError({ entity: entity.name, key: property, known: [...entity.columnOf.keys(), ...entity.relationOf.keys()] });
  }
  return isToMany(relation) ? new ManyExpression(path, relation) : createRow(behind(path, relation));
}

function columnExpression(path: RowPath, column: ColumnMetadata): Expression {
  return new Expression({
    key: path.key + keyOf(column),
    values: [],
    type: column.type,
    label: `${path.entity.name}.${column.property}`,
    isNullable: column.isNullable || path.isNullable,
    resolve: (scope) => path.scope(scope).column(column),
  });
}

function behind(path: RowPath, relation: RelationMetadata): RowPath {
  const isNullable = path.isNullable || relation.kind !== 'belongsTo' || relation.isNullable;
  return {
    entity: relation.target,
    key: `${path.key}${quoted(relation.property)}.`,
    isNullable,
    scope: (root) => path.scope(root).toOne(relation),
  };
}

/** A to-many relation in an expression. */
class ManyExpression {
  readonly #path: RowPath;
  readonly #relation: RelationMetadata;

  constructor(path: RowPath, relation: RelationMetadata) {
    this.#path = path;
    this.#relation = relation;
  }

  /** Some related row fulfils the condition. */
  some(where: (row: unknown) => unknown): Expression {
    const condition = this.#condition(where);
    return this.#quantified('some', condition, (scope) => existsNode(this.#related(scope, (row) => condition.resolve(row))));
  }

  /** No related row fulfils the condition. */
  none(where: (row: unknown) => unknown): Expression {
    const condition = this.#condition(where);
    return this.#quantified('none', condition, (scope) => notNode(existsNode(this.#related(scope, (row) => condition.resolve(row)))));
  }

  /** No related row fails the condition. */
  every(where: (row: unknown) => unknown): Expression {
    const condition = this.#condition(where);
    const fails = (row: Scope): ExpressionNode => notNode(condition.resolve(row));
    return this.#quantified('every', condition, (scope) => notNode(existsNode(this.#related(scope, fails))));
  }

  #condition(where: (row: unknown) => unknown): Expression {
    return conditionIn(where(rowColumns(this.#relation.target)));
  }

  #related(scope: Scope, condition: (row: Scope) => ExpressionNode): ReturnType<Scope['related']> {
    return this.#path.scope(scope).related(this.#relation, condition);
  }

  #quantified(name: string, condition: Expression, resolve: (scope: Scope) => ExpressionNode): Expression {
    const key = `${this.#path.key}${quoted(this.#relation.property)} ${name}(${condition.key})`;
    return new Expression({ key, values: condition.values, type: booleanType, label: this.#relation.property, isNullable: false, resolve });
  }
}
