// Rows by their keys: the condition that finds them, the query that reads them, and their order.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InternalError } from '../error/internal-error.js';
import type { ExpressionClause } from '../expression/expression-clause.js';
import { andNode, orNode } from '../node/logic-nodes.js';
import { compareNode, inNode } from '../node/predicate-nodes.js';
import { initialState } from '../query/initial-state.js';
import type { QueryState } from '../query/query-state.js';

/** Columns that tell the rows of a table apart. */
export type KeyColumns = readonly ColumnMetadata[];
/** The values of key columns, in their order. */
export type Key = readonly unknown[];

/** Longer conditions gain nothing and meet the limits of servers. */
const mostKeysOfSeveralColumns = 100;

/** Conditions that together find the rows of these keys. */
export function keyClauses(columns: KeyColumns, keys: readonly Key[]): ExpressionClause[] {
  const [only, ...others] = columns;
  if (only && others.length === 0) return [isAmong(only, keys)];
  const clauses: ExpressionClause[] = [];
  for (let from = 0; from < keys.length; from += mostKeysOfSeveralColumns) {
    clauses.push(isOneOf(columns, keys.slice(from, from + mostKeysOfSeveralColumns)));
  }
  return clauses;
}

/** All visible columns of the rows that fulfil a condition. */
export function selectWhere(entity: EntityMetadata, condition: ExpressionClause): QueryState {
  return { ...initialState(entity), conditions: [condition] };
}

/** The key of a row. */
export function keyOf(row: object, columns: KeyColumns): Key {
  return columns.map(({ property }) => (row as Record<string, unknown>)[property]);
}

/** The rows in the order of the keys. @throws InternalError when one is missing. */
export function inOrderOf(keys: readonly Key[], columns: KeyColumns, rows: readonly object[]): object[] {
  const byKey = new Map(rows.map((row) => [identity(keyOf(row, columns)), row]));
  return keys.map((key) => {
    const row = byKey.get(identity(key));
    if (row) return row;
    throw new InternalError({ fact: 'Rows that were written could not be read back: something removed or changed them meanwhile.' });
  });
}

function isAmong(column: ColumnMetadata, keys: readonly Key[]): ExpressionClause {
  return {
    key: `among ${column.index}`,
    values: [keys.map(([value]) => value)],
    resolve: (scope) => inNode(scope.column(column), scope.parameter(column.type, { isList: true, label: column.property })),
  };
}

function isOneOf(columns: KeyColumns, keys: readonly Key[]): ExpressionClause {
  return {
    key: `${keys.length} of ${columns.map(({ index }) => index).join(',')}`,
    values: keys.flat(),
    resolve: (scope) => {
      const isKey = (): ReturnType<typeof andNode> =>
        andNode(columns.map((column) => compareNode('eq', scope.column(column), scope.parameter(column.type, { label: column.property }))));
      return orNode(keys.map(isKey));
    },
  };
}

/** Databases may compare texts without heeding case, and give UUIDs in lower case. */
function identity(key: Key): string {
  return key.map((value) => (value instanceof Date ? String(value.getTime()) : String(value).toLowerCase())).join('\u0000');
}
