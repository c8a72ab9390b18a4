// Builds UPDATE by rows of values: each row brings its key and its new values along.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { allOf } from '../node/logic-nodes.js';
import { columnNode } from '../node/operand-nodes.js';
import { compareNode } from '../node/predicate-nodes.js';
import type { UpdateNode } from '../node/statement-node.js';
import { updateNode } from '../node/write-nodes.js';
import type { UpdateRowsRequest } from '../query/executor.js';
import { subjectKey } from '../query/shape-key.js';
import { FromClause } from './row-scope.js';
import type { StatementBuilder } from './statement-builder.js';

/** INVARIANT: the parameters of a row come first, those of the assignments that are the same for all rows behind them. */
export function updateRowsStatement(builder: StatementBuilder, { entity, keys, properties, own }: UpdateRowsRequest): UpdateNode {
  const from = new FromClause(builder, entity, { mode: 'scalar' });
  const alias = builder.nextAlias();
  const given = [...keys, ...properties].map((property) => entity.columnOf.get(property) as ColumnMetadata);
  const values = given.map((column) => builder.parameter(column.type, { label: `${entity.name}.${column.property}` }));
  const columns = given.map(({ type }, index) => ({ name: `c${index}`, type }));
  const cell = (index: number) => columnNode(alias, `c${index}`, (given[index] as ColumnMetadata).type);
  const isSame = keys.map((_, index) => compareNode('eq', from.row.column(given[index] as ColumnMetadata), cell(index)));
  const set = [
    ...properties.map((_, index) => ({ column: (given[keys.length + index] as ColumnMetadata).name, value: cell(keys.length + index) })),
    ...own.map(({ column, expression }) => ({ column: column.name, value: expression.resolve(from.row) })),
  ];
  return updateNode({ table: entity.table, alias: from.alias, set, where: allOf(isSame), rows: { alias, columns, values } });
}

/** Equal keys give equal statements, whatever the rows. */
export function updateRowsKeyOf({ entity, keys, properties, own }: UpdateRowsRequest): string {
  const set = own.map(({ column, expression }) => `${column.property}=${expression.key}`).join(',');
  return `${subjectKey(entity as EntityMetadata)} update rows(${keys.join(',')})(${properties.join(',')})(${set})`;
}
