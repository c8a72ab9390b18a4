// eq, ne, isNull, has, hasAny, hasAll and isEmpty: for columns that hold arrays.
import type { ColumnType } from '../entity/column-type.js';
import type { ArrayMode } from '../node/expression-node.js';
import { arrayHasNode, arrayIsEmptyNode } from '../node/json-nodes.js';
import { andNode, notNode } from '../node/logic-nodes.js';
import { isNotNullNode } from '../node/predicate-nodes.js';
import { equalityLookups } from './equality-lookups.js';
import { flagLookup, listCheck, stepOf, valueLookup, type Lookup, type Lookups, type Operand } from './lookup.js';
import { checkOf } from './value-check.js';

export function arrayLookups(operand: Operand): Lookups {
  const { eq, ne, isNull } = equalityLookups(operand);
  return {
    eq: eq as Lookup,
    ne: ne as Lookup,
    isNull: isNull as Lookup,
    has: hasLookup(operand, 'has', 'one'),
    hasAny: hasLookup(operand, 'hasAny', 'any'),
    hasAll: hasLookup(operand, 'hasAll', 'all'),
    isEmpty: isEmptyLookup(operand),
  };
}

function hasLookup(operand: Operand, name: string, mode: ArrayMode): Lookup {
  const { label } = operand;
  const of = elementType(operand.type);
  const isList = mode !== 'one';
  const step = stepOf(operand, name, (scope) => arrayHasNode(operand.resolve(scope), scope.parameter(of, { isList, label }), mode, of));
  return valueLookup(step, isList ? listCheck(operand, of) : checkOf(of, label));
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
export function elementType({ of = 'string', maxLength }: ColumnType): ColumnType {
  return Object.freeze({ kind: of, ...(maxLength === undefined ? {} : { maxLength }) });
}
