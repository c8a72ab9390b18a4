// union, unionAll, intersect and except of queries of one entity.
import { columnAt } from '../constructs/column.js';
import type { Place } from '../expression.js';
import { columnNamed, type EntityModel, repositoryName, visibleColumns } from '../model.js';
import { appliedTo, callOf, type Clause, type OperandSpec, type OutputSpec } from '../spec.js';
import { filterClause } from './filter.js';
import { orderOfShown } from './order.js';

/** The first query's values, one or two operands, and perhaps an order of the whole. */
export function setOperationClauses(place: Place): Clause[] {
  const { random, entity } = place;
  const names = visibleColumns(entity).map(({ property }) => property);
  const shown = random.chance(70) ? random.some(names, 1 + random.below(3)) : undefined;
  const values = shown ? [valuesOf(entity, shown)] : [];
  const operands = Array.from({ length: 1 + random.below(2) }, () => {
    const clauses = [filterClause(place, random.chance(70) ? 'filter' : 'exclude'), ...values];
    return operandOf(random.pick(operators), entity, clauses);
  });
  const order = random.chance(50) ? orderOfShown(place, shown ?? names) : undefined;
  return [...values, ...operands, ...(order ? [order] : [])];
}

const operators: readonly OperandSpec['operator'][] = ['union', 'unionAll', 'intersect', 'except'];

function valuesOf(entity: EntityModel, names: readonly string[]): Clause {
  const outputs = names.map((name): OutputSpec => {
    const { kind, evaluate } = columnAt('', [], columnNamed(entity, name));
    return { name, kind, evaluate };
  });
  return {
    name: 'values',
    arguments: names.map((name) => `'${name}'`),
    apply: (spec) => ({ ...spec, outputs, form: 'record' }),
    smaller: () => [],
  };
}

function operandOf(operator: OperandSpec['operator'], entity: EntityModel, clauses: readonly Clause[]): Clause {
  return {
    name: operator,
    arguments: [`${repositoryName(entity)}${clauses.map(callOf).join('')}`],
    apply: (spec) => ({ ...spec, operands: [...(spec.operands ?? []), { operator, spec: appliedTo(entity, clauses) }] }),
    *smaller() {
      for (const [index, clause] of clauses.entries()) {
        if (clause.name !== 'values') yield operandOf(operator, entity, clauses.toSpliced(index, 1));
        for (const less of clause.smaller()) yield operandOf(operator, entity, clauses.with(index, less));
      }
    },
  };
}
