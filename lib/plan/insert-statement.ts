// Builds INSERT: the template of one row, and the columns of the stored row as its answer.
import type { ColumnType } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { createHydrator } from '../hydrate/hydrator.js';
import type { OutputNode } from '../node/expression-node.js';
import type { InsertNode, OnConflictNode } from '../node/statement-node.js';
import { insertNode } from '../node/write-nodes.js';
import type { InsertRequest } from '../query/executor.js';
import { addEntityOutputs, loadedColumns } from './entity-outputs.js';
import type { Hydrate } from './plan.js';
import { FromClause } from './row-scope.js';
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
  const parts = { table: entity.table, columns: columns.map(({ name }) => name), values, onConflict: conflictOf(request) };
  if (!isReturning) return { statement: insertNode(parts), outputs: undefined, hydrate: undefined };
  const returning: OutputNode[] = [];
  const hydrate = createHydrator(addEntityOutputs(returning, new FromClause(builder, entity).row, loadedColumns(entity)));
  return { statement: insertNode({ ...parts, returning }), outputs: returning.map(({ type }) => type), hydrate };
}

function conflictOf({ entity, onConflict }: InsertRequest): OnConflictNode | undefined {
  if (onConflict === undefined) return undefined;
  const names = (properties: readonly string[]): string[] => properties.map((property) => columnIn(entity, property).name);
  return { target: names(onConflict.target), update: names(onConflict.update) };
}

function columnIn(entity: EntityMetadata, property: string): ColumnMetadata {
  const column = entity.columnOf.get(property);
  if (column) return column;
  throw new UnknownKeyError({ entity: entity.name, key: property, known: [...entity.columnOf.keys()] });
}

/** Equal keys give equal statements, whatever the rows. */
export function insertKeyOf({ entity, properties, onConflict }: InsertRequest, { isReturning }: InsertOptions): string {
  const conflict = onConflict ? ` on conflict (${onConflict.target.join(',')}) (${onConflict.update.join(',')})` : '';
  return `${subjectKey(entity)} insert(${properties.join(',')})${conflict}${isReturning ? ' returning' : ''}`;
}
