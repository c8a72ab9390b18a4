// year, month, day, week, hour and date: parts of dates and times (in UTC), each compared as a number or a date.
import { intType, type Kind } from '../entity/column-type.js';
import { datePartNode } from '../node/calculation-nodes.js';
import type { DatePart } from '../node/expression-node.js';
import { equalityLookups } from './equality-lookups.js';
import { dateType, Lookups, type LookupMakers, type MakeLookup, type Operand } from './lookup.js';
import { nestedLookup } from './nested-lookups.js';
import { orderLookups } from './order-lookups.js';

const calendar: readonly DatePart[] = ['year', 'month', 'day', 'week'];

const partsByKind: Partial<Record<Kind, readonly DatePart[]>> = {
  timestamp: [...calendar, 'hour', 'date'],
  localTimestamp: [...calendar, 'hour', 'date'],
  date: calendar,
  time: ['hour'],
};

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

function partLookup(part: DatePart): MakeLookup {
  return (operand) => {
    const inner = partOperand(operand, part);
    return nestedLookup(inner, new Lookups(inner, { ...equalityLookups, ...orderLookups }));
  };
}

/** Lookups of the parts that this kind has. */
export function momentLookups(kind: Kind): LookupMakers {
  return Object.fromEntries((partsByKind[kind] ?? []).map((part) => [part, partLookup(part)]));
}
