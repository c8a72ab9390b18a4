// eq, ne, in, notIn and isNull: for every kind of column that has plain values.
import type { ColumnType, Kind } from '../entity/column-type.js';
import type { ExpressionNode } from '../node/expression-node.js';
import { inSelectNode } from '../node/select-nodes.js';
import { andNode, notNode } from '../node/logic-nodes.js';
import { compareNode, inNode, isNotNullNode, isNullNode } from '../node/predicate-nodes.js';
import { isSubquerySource, type SubquerySource, type Scope } from './expression-clause.js';
import { flagLookup, listCheck, refused, stepOf, valueLookup, type Lookup, type LookupMakers, type Operand } from './lookup.js';
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

/** Takes a list, or a query that gives one column. */
function inLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const step = stepOf(operand, 'in', (scope) => inNode(operand.resolve(scope), scope.parameter(type, { isList: true, label })));
  const ofList = valueLookup(step, listCheck(operand, type));
  return (value, values) => (isSubquerySource(value) ? inQueryStep(operand, value, values, { isNegated: false }) : ofList(value, values));
}

function notInLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const step = stepOf(operand, 'notIn', (scope) => {
    const node = operand.resolve(scope);
    return outside(operand, scope, node, inNode(node, scope.parameter(type, { isList: true, label })));
  });
  const ofList = valueLookup(step, listCheck(operand, type));
  return (value, values) => (isSubquerySource(value) ? inQueryStep(operand, value, values, { isNegated: true }) : ofList(value, values));
}

/** Rows with NULL are not outside, nor is what is not there. */
function outside({ isNullable }: Operand, { mayBeAbsent }: Scope, node: ExpressionNode, isInside: ExpressionNode): ExpressionNode {
  return isNullable || mayBeAbsent ? andNode([isNotNullNode(node), notNode(isInside)]) : notNode(isInside);
}

function inQueryStep(operand: Operand, source: SubquerySource, values: unknown[], { isNegated }: { readonly isNegated: boolean }): Step {
  const subquery = source.toSubquery();
  if (subquery.types.length !== 1) throw refused(operand, 'a query that gives one column, such as query.valuesList("id")', source);
  if (!isComparable(operand.type, subquery.types[0]))
    throw refused(operand, `a query that gives values of kind ${operand.type.kind}`, source);
  values.push(...subquery.values);
  return stepOf(operand, `${isNegated ? 'notIn' : 'in'} (${subquery.key})`, (scope) => {
    const node = operand.resolve(scope);
    const isInside = inSelectNode(node, scope.subselect(subquery));
    return isNegated ? outside(operand, scope, node, isInside) : isInside;
  });
}

const wholeKinds: readonly Kind[] = ['int', 'bigint'];
const textKinds: readonly Kind[] = ['string', 'text', 'enum'];

function isComparable(left: ColumnType, right: ColumnType | undefined): boolean {
  if (right === undefined) return false;
  return left.kind === right.kind || [wholeKinds, textKinds].some((kinds) => kinds.includes(left.kind) && kinds.includes(right.kind));
}

export const equalityLookups = {
  eq: eqLookup,
  ne: neLookup,
  in: inLookup,
  notIn: notInLookup,
  isNull: isNullLookup,
} as const satisfies LookupMakers;
