// What an aggregate gives, by what it is over.
import { type ColumnType, intType } from '../entity/column-type.js';
import type { AggregateName } from '../node/expression-node.js';
import { floatType } from './lookup.js';

/** A count is a whole number and an average a float; others give what they are over, a sum with more digits than the column. */
export function aggregatedType(name: AggregateName, of: ColumnType | undefined): ColumnType {
  if (name === 'count' || of === undefined) return intType;
  if (name === 'avg') return floatType;
  const { kind, values, numbers } = of;
  return Object.freeze({ kind, ...(values ? { values } : {}), ...(numbers ? { numbers } : {}) });
}
