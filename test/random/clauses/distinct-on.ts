// distinctOn: the first row of each combination of columns, in an order that begins with them.
import type { Kind } from '../../../lib/entity/column-type.js';
import { columnAt } from '../constructs/column.js';
import { orderedKinds } from '../constructs/comparisons.js';
import type { Place } from '../expression.js';
import type { ColumnModel } from '../model.js';
import type { Clause } from '../spec.js';
import { orderByColumns } from './order.js';

const kinds: readonly Kind[] = [...orderedKinds, 'boolean', 'enum'];

/** The clause and its order; none where no column fits. */
export function distinctOnClauses(place: Place): Clause[] {
  const { random, entity } = place;
  const columns = random.some(
    entity.columns.filter(({ kind }) => kinds.includes(kind)),
    1 + random.below(2),
  );
  return columns.length === 0 ? [] : [distinctOnOf(place.variable, columns), orderByColumns(place, columns)];
}

function distinctOnOf(variable: string, columns: readonly ColumnModel[]): Clause {
  const keys = columns.map((column) => ({ ...columnAt(variable, [], column), name: column.property }));
  return {
    name: 'distinctOn',
    arguments: columns.map(({ property }) => `'${property}'`),
    apply: (spec) => ({ ...spec, distinctOn: keys }),
    smaller: () => [],
  };
}
