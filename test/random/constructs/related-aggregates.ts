// count, sum, min and max over the rows of a to-many relation: they never multiply the rows of the query.
import type { Kind } from '../../../lib/entity/column-type.js';
import { aggregated } from '../aggregates.js';
import type { Cell } from '../cells.js';
import { type Construct, type Expression, type Place, truthOf } from '../expression.js';
import { entityNamed, isList, type RelationModel } from '../model.js';
import { type Row, toMany } from '../rows.js';

const kinds: readonly Kind[] = ['int', 'decimal', 'bigint', 'string', 'text', 'date', 'timestamp'];

export const relatedAggregateConstruct: Construct = {
  name: 'related aggregate',
  gives: kinds,
  weight: 4,
  make(place, kind) {
    const relations = place.entity.relations.filter(isList);
    if (relations.length === 0) return undefined;
    const relation = place.random.pick(relations);
    const inner = place.inside(entityNamed(place.model, relation.target));
    const filter = place.random.chance(40) ? inner.condition() : undefined;
    if (kind === 'int' && place.random.chance(60)) return aggregateOf({ place, inner, relation, filter, name: 'count', kind });
    const of = inner.expression(kind);
    const isNumber = kind === 'int' || kind === 'decimal';
    const name = place.random.pick(isNumber ? (['sum', 'min', 'max'] as const) : (['min', 'max'] as const));
    return of && aggregateOf({ place, inner, relation, filter, name, of, kind });
  },
};

interface RelatedAggregate {
  readonly place: Place;
  readonly inner: Place;
  readonly relation: RelationModel;
  readonly filter: Expression | undefined;
  readonly name: 'count' | 'sum' | 'min' | 'max';
  readonly of?: Expression;
  readonly kind: Kind;
}

function aggregateOf(facts: RelatedAggregate): Expression {
  const { place, inner, relation, filter, name, of, kind } = facts;
  const lambda = (of: Expression): string => `(${inner.variable}) => ${of.code}`;
  const given = [
    `${place.variable}.${relation.property}`,
    ...(of ? [lambda(of)] : []),
    ...(filter ? [`{ filter: ${lambda(filter)} }`] : []),
  ];
  return {
    kind,
    code: `${name}(${given.join(', ')})`,
    evaluate(row) {
      const rows = toMany(row, relation).filter((related) => filter === undefined || truthOf(filter, related) === true);
      return name === 'count' ? rows.length : valueOf(name, kind, rows, of);
    },
    *smaller() {
      if (filter) yield aggregateOf({ ...facts, filter: undefined });
      for (const less of filter?.smaller() ?? []) yield aggregateOf({ ...facts, filter: less });
      for (const less of of?.smaller() ?? []) yield aggregateOf({ ...facts, of: less });
    },
  };
}

/** NULL where there is nothing. */
function valueOf(name: 'sum' | 'min' | 'max', kind: Kind, rows: readonly Row[], of: Expression | undefined): Cell {
  return aggregated(
    name,
    kind,
    rows.map((row) => of?.evaluate(row) ?? null),
  );
}
