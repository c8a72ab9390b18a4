// The outputs that make instances: the columns of an entity and of the relations joined to it, with the shape for the hydrator.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import type { HydrateShape } from '../hydrate/hydrator.js';
import type { OutputNode } from '../node/expression-node.js';
import { outputNode } from '../node/select-nodes.js';
import type { JoinTree, PrefetchClause } from '../query/query-state.js';
import { parentKeyOf } from '../relation/relation-keys.js';
import type { RowScope } from './row-scope.js';

/** Adds the outputs of a row and its joins, and gives the shape that hydrates them. */
export function addEntityOutputs(
  outputs: OutputNode[],
  row: RowScope,
  columns: readonly ColumnMetadata[],
  joins: readonly JoinTree[] = [],
): HydrateShape {
  const { entity } = row;
  const own = columns.map((column) => ({ output: addColumn(outputs, row, column), column }));
  const nested = joins.map(({ relation, joins: deeper }) => {
    const inner = row.toOne(relation);
    // Its columns come from its own source, so that NULL in all of its key means that there is no row.
    void inner.alias;
    return {
      property: relation.property,
      shape: addEntityOutputs(outputs, inner, loadedColumns(inner.entity), deeper),
    };
  });
  return { entity, columns: own, joins: nested };
}

function addColumn(outputs: OutputNode[], row: RowScope, column: ColumnMetadata): number {
  const label = `${row.entity.name}.${column.property}`;
  return outputs.push(outputNode({ expression: row.column(column), type: column.type, label })) - 1;
}

/** The columns that an instance has: those that are not hidden, its key, and `needed` ones. */
export function loadedColumns(entity: EntityMetadata, needed: ReadonlySet<ColumnMetadata> = new Set()): ColumnMetadata[] {
  return entity.columns.filter((column) => !column.isHidden || column.isPrimaryKey || needed.has(column));
}

/** The columns by which prefetched children find their parents. */
export function keysOfPrefetches(prefetches: readonly PrefetchClause[]): Set<ColumnMetadata> {
  return new Set(prefetches.flatMap(({ relation }) => parentKeyOf(relation)));
}
