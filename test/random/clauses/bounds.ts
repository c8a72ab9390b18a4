// limit, offset and distinct.
import type { Random } from '../random.js';
import type { Clause } from '../spec.js';

export function limitClause(random: Random): Clause {
  return limitOf(random.below(6));
}

function limitOf(count: number): Clause {
  return { name: 'limit', arguments: [String(count)], apply: (spec) => ({ ...spec, limit: count }), smaller: () => [] };
}

export function offsetClause(random: Random): Clause {
  const count = 1 + random.below(3);
  return { name: 'offset', arguments: [String(count)], apply: (spec) => ({ ...spec, offset: count }), smaller: () => [] };
}

export const distinctClause: Clause = {
  name: 'distinct',
  arguments: [],
  apply: (spec) => ({ ...spec, isDistinct: true }),
  smaller: () => [],
};
