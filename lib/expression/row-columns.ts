// The argument of lambdas: the columns of a row as expressions, to-one relations as further rows, to-many ones as semi-joins.
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { isToMany } from '../entity/is-to-many.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { Expression } from './expression.js';
import { keyOf, quoted } from './field-table.js';
import { ManyExpression, type RowPath, type RunLambda } from './many-expression.js';
import { type Added, namesOf, type Subject, subjectOf } from './subject.js';

// Hangs on the metadata, which hangs on its data source.
const roots = new WeakMap<EntityMetadata, Map<number, object>>();

/**
 * The columns of a row, by property. `depth` says of which query: that of the lambda nested so deep, or 0 for the query at hand,
 * whichever it is.
 */
export function rowColumns(subject: Subject, depth: number, run: RunLambda): object {
  if (subject.added.size > 0) return createRow(rootPath(subject, depth, run));
  let rows = roots.get(subject.entity);
  if (rows === undefined) roots.set(subject.entity, (rows = new Map()));
  let row = rows.get(depth);
  if (row === undefined) rows.set(depth, (row = createRow(rootPath(subject, depth, run))));
  return row;
}

function rootPath(subject: Subject, depth: number, run: RunLambda): RowPath {
  return { subject, key: depth > 1 ? `#${depth}.` : '', isNullable: false, run, scope: (root) => root.at(depth) };
}

/** Members are made when first read, and kept. */
function createRow(path: RowPath): object {
  const { entity, added } = path.subject;
  const members = new Map<string, unknown>();
  return new Proxy(Object.freeze({}), {
    get(_target, property) {
      if (typeof property === 'symbol' || property === 'then') return undefined;
      if (!members.has(property)) members.set(property, createMember(path, property));
      return members.get(property);
    },
    has: (_target, property) =>
      typeof property === 'string' && (entity.columnOf.has(property) || entity.relationOf.has(property) || added.has(property)),
  });
}

function createMember(path: RowPath, property: string): unknown {
  const { entity, added } = path.subject;
  const more = added.get(property);
  if (more) return addedMember(path, property, more);
  const column = entity.columnOf.get(property);
  if (column) return columnExpression(path, column);
  const relation = entity.relationOf.get(property);
  if (relation === undefined) throw new UnknownKeyError({ entity: entity.name, key: property, known: namesOf(path.subject) });
  return isToMany(relation) ? new ManyExpression(path, relation) : createRow(behind(path, relation));
}

function addedMember(path: RowPath, name: string, added: Added): unknown {
  if (added.kind === 'row') return createRow(joinedPath(path, name, added));
  const { expression } = added;
  const key = path.key === '' ? expression.key : `${path.key}(${expression.key})`;
  return expression.with({ key, label: name, resolve: (scope) => expression.resolve(path.scope(scope)) });
}

function joinedPath(path: RowPath, name: string, { entity, isNullable }: Extract<Added, { kind: 'row' }>): RowPath {
  const key = `${path.key}${quoted(name)}@`;
  return { subject: subjectOf(entity), key, isNullable, run: path.run, scope: (root) => path.scope(root).joined(name) };
}

function columnExpression(path: RowPath, column: ColumnMetadata): Expression {
  return new Expression({
    key: path.key + keyOf(column),
    values: [],
    type: column.type,
    label: `${path.subject.entity.name}.${column.property}`,
    isNullable: column.isNullable || path.isNullable,
    resolve: (scope) => path.scope(scope).column(column),
  });
}

function behind(path: RowPath, relation: RelationMetadata): RowPath {
  const isNullable = path.isNullable || relation.kind !== 'belongsTo' || relation.isNullable;
  return {
    subject: subjectOf(relation.target),
    key: `${path.key}${quoted(relation.property)}.`,
    isNullable,
    run: path.run,
    scope: (root) => path.scope(root).toOne(relation),
  };
}
