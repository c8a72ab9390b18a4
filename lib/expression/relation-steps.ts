// Conditions on related rows: to-one relations are paths, to-many ones are semi-joins.
import type { ExpressionNode } from '../node/expression-node.js';
import { notNode, orNode } from '../node/logic-nodes.js';
import { isNullNode } from '../node/predicate-nodes.js';
import { existsNode } from '../node/select-nodes.js';
import type { RelatedParts, Scope } from './expression-clause.js';
import type { RelationField } from './field-table.js';
import { everything, type Step } from './step.js';

/** The row that a to-one relation leads to fulfils the step; no row has NULL in every column. */
export function toOneStep({ key, relation }: RelationField, step: Step): Step {
  if (step === everything) return everything;
  return { key: `${key}(${step.key})`, resolve: (scope) => step.resolve(scope.toOne(relation)) };
}

/** The key of the relation holds NULL. */
export function relationNullStep({ key, relation }: RelationField): Step {
  const columns = relation.kind === 'belongsTo' ? relation.foreignKey.columns : [];
  const resolve = (scope: Scope): ExpressionNode => {
    const tests = columns.map((column) => isNullNode(scope.column(column)));
    return tests.length > 1 ? orNode(tests) : (tests[0] ?? orNode([]));
  };
  return { key: `${key} isNull`, resolve };
}

/** No related row at all. */
export function absentStep({ key, relation }: RelationField): Step {
  return { key: `${key} none()`, resolve: (scope) => notNode(existsNode(scope.related(relation, () => ({})))) };
}

/** Some related row fulfils the step. */
export function someStep({ key, relation }: RelationField, step: Step): Step {
  return { key: `${key} some(${step.key})`, resolve: (scope) => existsNode(scope.related(relation, conditionOf(step))) };
}

export function noneStep({ key, relation }: RelationField, step: Step): Step {
  return { key: `${key} none(${step.key})`, resolve: (scope) => notNode(existsNode(scope.related(relation, conditionOf(step)))) };
}

/** No related row fails the step, be it because of a NULL. */
export function everyStep({ key, relation }: RelationField, step: Step): Step {
  const fails = (row: Scope): RelatedParts => ({ where: notNode(step.resolve(row)) });
  return { key: `${key} every(${step.key})`, resolve: (scope) => notNode(existsNode(scope.related(relation, fails))) };
}

function conditionOf(step: Step): (row: Scope) => RelatedParts {
  return (row) => (step === everything ? {} : { where: step.resolve(row) });
}
