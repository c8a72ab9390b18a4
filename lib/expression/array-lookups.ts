// eq, ne, isNull, has, hasAny, hasAll and isEmpty: for columns that hold arrays.
import type { ColumnType } from '../entity/column-type.js';
import type { ArrayMode } from '../node/expression-node.js';
import { arrayHasNode, arrayIsEmptyNode } from '../node/json-nodes.js';
import { andNode, notNode } from '../node/logic-nodes.js';
import { isNotNullNode } from '../node/predicate-nodes.js';
import { equalityLookups } from './equality-lookups.js';
import { flagLookup, listCheck, stepOf, valueLookup, type Lookup, type LookupMakers, type MakeLookup, type Operand } from './lookup.js';
import { checkOf } from './value-check.js';

function has(name: string, mode: ArrayMode): MakeLookup {
  const isList = mode !== 'one';
  return (operand) => {
    const { label } = operand;
    const of = elementType(operand.type);
    const step = stepOf(operand, name, (scope) => arrayHasNode(operand.resolve(scope), scope.parameter(of, { isList, label }), mode, of));
    return valueLookup(step, isList ? listCheck(operand, of) : checkOf(of, label));
  };
}

/** A NULL array is neither empty nor not. */
function isEmptyLookup(operand: Operand): Lookup {
  const isEmpty = stepOf(operand, 'isEmpty', (scope) => arrayIsEmptyNode(operand.resolve(scope)));
  const isNotEmpty = stepOf(operand, 'isNotEmpty', (scope) => {
    const node = operand.resolve(scope);
    return andNode([isNotNullNode(node), notNode(arrayIsEmptyNode(node))]);
  });
  return flagLookup(operand, 'isEmpty', isEmpty, isNotEmpty);
}

/** The type of one element. */
function elementType({ of = 'string', maxLength }: ColumnType): ColumnType {
  return Object.freeze({ kind: of, ...(maxLength === undefined ? {} : { maxLength }) });
}

const { eq, ne, isNull } = equalityLookups;

export const arrayLookups = {
  eq,
  ne,
  isNull,
  has: has('has', 'one'),
  hasAny: has('hasAny', 'any'),
  hasAll: has('hasAll', 'all'),
  isEmpty: isEmptyLookup,
} as const satisfies LookupMakers;
