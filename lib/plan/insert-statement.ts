// Builds INSERT: the template of one row, and the columns of the stored row as its answer.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { createHydrator } from '../hydrate/hydrator.js';
import type { OutputNode } from '../node/expression-node.js';
import type { InsertNode, OnConflictNode } from '../node/statement-node.js';
import { insertNode } from '../node/write-nodes.js';
import { type ConflictClause, givenRow, keyOfConflict } from '../query/conflicts.js';
import type { InsertRequest } from '../query/executor.js';
import { addEntityOutputs, loadedColumns } from './entity-outputs.js';
import type { Hydrate } from './plan.js';
import { FromClause, RowScope } from './row-scope.js';
import { subjectKey } from '../query/shape-key.js';
import type { StatementBuilder } from './statement-builder.js';

/** Whether the statement gives the stored rows back; where the server cannot, they are read by a statement of their own. */
export interface InsertOptions {
  readonly isReturning: boolean;
}

export interface Inserted {
  readonly statement: InsertNode;
  readonly outputs: readonly ColumnType[] | undefined;
  readonly hydrate: Hydrate | undefined;
}

export function insertStatement(builder: StatementBuilder, request: InsertRequest, { isReturning }: InsertOptions): Inserted {
  const { entity } = request;
  const columns = request.properties.map((property) => columnIn(entity, property));
  const values = columns.map((column) => builder.parameter(column.type, { label: `${entity.name}.${column.property}` }));
  const onConflict = request.onConflict && conflictNode(builder, entity, request.onConflict);
  const parts = { table: entity.table, columns: columns.map(({ name }) => name), values, onConflict };
  if (!isReturning) return { statement: insertNode(parts), outputs: undefined, hydrate: undefined };
  const returning: OutputNode[] = [];
  const hydrate = createHydrator(addEntityOutputs(returning, new FromClause(builder, entity).row, loadedColumns(entity)));
  return { statement: insertNode({ ...parts, returning }), outputs: returning.map(({ type }) => type), hydrate };
}

/** INVARIANT: its parameters follow those of the row, in the order of `valuesOfConflict`. */
function conflictNode(builder: StatementBuilder, entity: EntityMetadata, conflict: ConflictClause): OnConflictNode {
  const from = new FromClause(builder, entity, { mode: 'scalar' });
  const given = builder.nextAlias();
  from.joined.set(givenRow, new RowScope(from, entity, undefined, given));
  const set = conflict.assignments.map(({ column, expression }) => ({ column: column.name, value: expression.resolve(from.row) }));
  return {
    target: conflict.target.map((property) => columnIn(entity, property).name),
    stored: from.alias,
    given,
    set,
    where: conflict.where?.resolve(from.row),
    hasOtherKeys: conflict.hasOtherKeys || undefined,
  };
}

function columnIn(entity: EntityMetadata, property: string): ColumnMetadata {
  const column = entity.columnOf.get(property);
  if (column) return column;
  throw new UnknownKeyError({ entity: entity.name, key: property, known: [...entity.columnOf.keys()] });
}

/** Equal keys give equal statements, whatever the rows. */
export function insertKeyOf({ entity, properties, onConflict }: InsertRequest, { isReturning }: InsertOptions): string {
  const conflict = onConflict ? keyOfConflict(onConflict) : '';
  return `${subjectKey(entity)} insert(${properties.join(',')})${conflict}${isReturning ? ' returning' : ''}`;
}
