// year, month, day, week, hour and date: parts of dates and times (in UTC), each compared as a number or a date.
import type { Kind } from '../entity/column-type.js';
import { datePartNode } from '../node/calculation-nodes.js';
import type { DatePart } from '../node/expression-node.js';
import { equalityLookups } from './equality-lookups.js';
import { dateType, intType, type Lookup, type Lookups, type Operand } from './lookup.js';
import { nestedLookups } from './nested-lookups.js';
import { orderLookups } from './order-lookups.js';

const calendar: readonly DatePart[] = ['year', 'month', 'day', 'week'];

const partsByKind: Partial<Record<Kind, readonly DatePart[]>> = {
  timestamp: [...calendar, 'hour', 'date'],
  localTimestamp: [...calendar, 'hour', 'date'],
  date: calendar,
  time: ['hour'],
};

/** The parts that an operand of this kind has. */
export function partsOf(kind: Kind): readonly DatePart[] {
  return partsByKind[kind] ?? [];
}

/** A part of a date as an operand. */
export function partOperand(operand: Operand, part: DatePart): Operand {
  return {
    key: `${operand.key} ${part}`,
    type: part === 'date' ? dateType : intType,
    label: `${operand.label} ${part}`,
    isNullable: operand.isNullable,
    resolve: (scope) => datePartNode(part, operand.resolve(scope), operand.type),
  };
}

export function momentLookups(operand: Operand): Lookups {
  const lookups: Record<string, Lookup> = {};
  for (const part of partsOf(operand.type.kind)) {
    const inner = partOperand(operand, part);
    lookups[part] = nestedLookups(inner, { ...equalityLookups(inner), ...orderLookups(inner) });
  }
  return lookups;
}
