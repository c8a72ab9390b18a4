// An update that gives its rows, on servers whose UPDATE cannot: find and lock the rows, change them by their keys, read them.
import { UnsupportedError } from '../error/unsupported-error.js';
import type { Executor } from '../query/executor.js';
import type { Operation, QueryState } from '../query/query-state.js';
import { inOrderOf, keyClauses, keyOf, selectWhere } from './keyed-rows.js';

/** Must run inside a transaction: the rows stay locked from the first statement to the last. */
export async function updateReturning(executor: Executor, query: QueryState): Promise<unknown[]> {
  const { entity, operation } = query;
  if (operation.kind !== 'update') return [];
  assertKeepsKey(query, operation);
  const columns = entity.primaryKey;
  const found = (await executor.rows({ ...query, operation: { kind: 'select' }, lock: { strength: 'update', wait: 'wait' } })) as object[];
  if (found.length === 0) return [];
  const keys = found.map((row) => keyOf(row, columns));
  const rows: object[] = [];
  for (const clause of keyClauses(columns, keys)) {
    await executor.amount({ ...query, operation: { ...operation, isReturning: false }, conditions: [clause] });
    rows.push(...((await executor.rows({ ...selectWhere(entity, clause), run: query.run })) as object[]));
  }
  return inOrderOf(keys, columns, rows);
}

function assertKeepsKey({ entity }: QueryState, { assignments }: Extract<Operation, { kind: 'update' }>): void {
  if (entity.primaryKey.length > 0 && !assignments.some(({ column }) => column.isPrimaryKey)) return;
  throw new UnsupportedError({
    fact: `This server's UPDATE cannot return rows, and the changed rows of ${entity.name} cannot be found again by their key.`,
    remedy: 'Leave `returning` out, and select the rows by what is known of them.',
  });
}
