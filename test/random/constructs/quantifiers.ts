// some, every and none of a to-many relation, in lambdas.
import { type Construct, type Expression, truthOf } from '../expression.js';
import { isNotTrue, type Truth } from '../logic.js';
import { entityNamed, isList, type RelationModel } from '../model.js';
import { type Row, toMany } from '../rows.js';

export type Quantifier = 'some' | 'every' | 'none';
export const quantifiers: readonly Quantifier[] = ['some', 'every', 'none'];

/** Never unknown: a related row whose condition is unknown counts as one that fails. */
export function quantified(name: Quantifier, truths: readonly Truth[]): boolean {
  if (name === 'some') return truths.some((truth) => truth === true);
  if (name === 'none') return truths.every(isNotTrue);
  return truths.every((truth) => truth === true);
}

export const quantifierConstruct: Construct = {
  name: 'quantifier',
  gives: ['boolean'],
  weight: 4,
  make(place) {
    const relations = place.entity.relations.filter(isList);
    if (relations.length === 0) return undefined;
    const relation = place.random.pick(relations);
    const inner = place.inside(entityNamed(place.model, relation.target));
    return quantifiedBy(place.variable, place.random.pick(quantifiers), relation, inner.variable, inner.condition());
  },
};

function quantifiedBy(outer: string, name: Quantifier, relation: RelationModel, inner: string, condition: Expression): Expression {
  return {
    kind: 'boolean',
    code: `${outer}.${relation.property}.${name}((${inner}) => ${condition.code})`,
    evaluate: (row: Row | undefined) =>
      quantified(
        name,
        toMany(row, relation).map((related) => truthOf(condition, related)),
      ),
    *smaller() {
      for (const less of condition.smaller()) yield quantifiedBy(outer, name, relation, inner, less);
    },
  };
}
