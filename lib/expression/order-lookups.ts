// gt, gte, lt, lte and between: for kinds that have an order.
import type { Comparison } from '../node/expression-node.js';
import { betweenNode, compareNode } from '../node/predicate-nodes.js';
import { refused, stepOf, valueLookup, type Lookup, type LookupMakers, type MakeLookup, type Operand } from './lookup.js';
import { checkOf } from './value-check.js';

function compared(operator: Comparison): MakeLookup {
  return (operand) => {
    const { label, type } = operand;
    const step = stepOf(operand, operator, (scope) => compareNode(operator, operand.resolve(scope), scope.parameter(type, { label })));
    return valueLookup(step, checkOf(type, label));
  };
}

/** Both ends belong to the range. */
function betweenLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const check = checkOf(type, label);
  const step = stepOf(operand, 'between', (scope) => {
    const node = operand.resolve(scope);
    return betweenNode(node, scope.parameter(type, { label }), scope.parameter(type, { label }));
  });
  return (value, values) => {
    if (!Array.isArray(value) || value.length !== 2) throw refused(operand, 'a list of two values, from and to', value);
    values.push(check(value[0]), check(value[1]));
    return step;
  };
}

export const orderLookups = {
  gt: compared('gt'),
  gte: compared('gte'),
  lt: compared('lt'),
  lte: compared('lte'),
  between: betweenLookup,
} as const satisfies LookupMakers;
