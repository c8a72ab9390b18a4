// eq, ne, in, notIn and isNull: for every kind of column that has plain values.
import { andNode, notNode } from '../node/logic-nodes.js';
import { compareNode, inNode, isNotNullNode, isNullNode } from '../node/predicate-nodes.js';
import { flagLookup, listCheck, stepOf, valueLookup, type Lookup, type LookupMakers, type Operand } from './lookup.js';
import type { Step } from './step.js';
import { checkOf } from './value-check.js';

/** Equality; null means IS NULL. A plain value in a filter is this lookup. */
export function eqLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const check = checkOf(type, label);
  const isNull = isNullStep(operand);
  const step: Step = {
    key: `${operand.key}=`,
    resolve: (scope) => compareNode('eq', operand.resolve(scope), scope.parameter(type, { label })),
  };
  return (value, values) => {
    if (value === null) return isNull;
    values.push(check(value));
    return step;
  };
}

/** SQL's `<>`: rows with NULL do not match, as with every lookup but isNull. `exclude` gives them. */
function neLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const check = checkOf(type, label);
  const isNotNull = isNotNullStep(operand);
  const step = stepOf(operand, 'ne', (scope) => compareNode('ne', operand.resolve(scope), scope.parameter(type, { label })));
  return (value, values) => {
    if (value === null) return isNotNull;
    values.push(check(value));
    return step;
  };
}

export function isNullStep(operand: Operand): Step {
  return stepOf(operand, 'isNull', (scope) => isNullNode(operand.resolve(scope)));
}

export function isNotNullStep(operand: Operand): Step {
  return stepOf(operand, 'isNotNull', (scope) => isNotNullNode(operand.resolve(scope)));
}

export function isNullLookup(operand: Operand): Lookup {
  return flagLookup(operand, 'isNull', isNullStep(operand), isNotNullStep(operand));
}

function inLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const step = stepOf(operand, 'in', (scope) => inNode(operand.resolve(scope), scope.parameter(type, { isList: true, label })));
  return valueLookup(step, listCheck(operand, type));
}

function notInLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const step = stepOf(operand, 'notIn', (scope) => {
    const node = operand.resolve(scope);
    const isOutside = notNode(inNode(node, scope.parameter(type, { isList: true, label })));
    return operand.isNullable ? andNode([isNotNullNode(node), isOutside]) : isOutside;
  });
  return valueLookup(step, listCheck(operand, type));
}

export const equalityLookups = {
  eq: eqLookup,
  ne: neLookup,
  in: inLookup,
  notIn: notInLookup,
  isNull: isNullLookup,
} as const satisfies LookupMakers;
