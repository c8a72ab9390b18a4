// The query that says nothing yet: all rows of an entity.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import type { QueryState } from './query-state.js';

const nothingAdded: QueryState['added'] = new Map();

/** All rows of an entity, as instances. */
export function initialState(entity: EntityMetadata): QueryState {
  // PERF: only its parts are frozen: the copies that clauses make of a frozen object take 200 ns instead of 30.
  return {
    entity,
    added: nothingAdded,
    annotations: Object.freeze([]),
    joinedQueries: Object.freeze([]),
    operation: Object.freeze({ kind: 'select' }),
    conditions: Object.freeze([]),
    orders: Object.freeze([]),
    limit: undefined,
    offset: undefined,
    isDistinct: false,
    distinctOn: Object.freeze([]),
    joins: Object.freeze([]),
    prefetches: Object.freeze([]),
    projection: undefined,
    form: 'entity',
    lock: undefined,
    isUnfiltered: false,
  };
}
