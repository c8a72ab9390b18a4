// Plans a query without a database and shows it in the notation of the tests.
import { Planner } from '../../lib/plan/planner.js';
import type { Plan } from '../../lib/plan/plan.js';
import { initialState } from '../../lib/query/initial-state.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import type { QueryState } from '../../lib/query/query-state.js';
import { RecordingExecutor } from './recording-executor.js';
import { statementText } from './statement-text.js';

export interface Planned {
  readonly key: string;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly plan: Plan;
}

/** A planner of its own, so that tests do not share plans. */
export function planned(query: QueryState | QueryBuilder, planner = new Planner({ planCacheSize: 10 })): Planned {
  const { plan, values } = planner.plan(query instanceof QueryBuilder ? query.state : query);
  return { key: plan.key, text: statementText(plan.statement), values, plan };
}

/** The condition and the values that a filter becomes. */
export function condition(entity: EntityMetadata, filter: unknown): readonly [string, readonly unknown[]] {
  const { text, values } = planned(
    new QueryBuilder(new RecordingExecutor(), initialState(entity)).filter(filter).valuesList(keyOf(entity)),
  );
  return [text.replace(/^select .*? from \w+ t0 ?/, '').replace(/^where /, ''), values];
}

function keyOf({ primaryKey, columns }: EntityMetadata): string {
  return (primaryKey[0] ?? columns[0])?.property ?? '';
}

// Lambdas are untyped below the door.
export interface Row {
  (...args: unknown[]): Row;
  readonly [property: string]: Row;
}

/** A lambda as a caller without types would write it. */
export function lambda(make: (row: Row) => unknown): unknown {
  return make;
}
