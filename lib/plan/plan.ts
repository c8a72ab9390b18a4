// A plan: everything that is known of a query's shape, made once and kept in the plan cache.
import type { StatementNode } from '../node/statement-node.js';
import type { ColumnType } from '../entity/column-type.js';

/** One parameter of a plan: its type, in the order in which the values of a run come. */
export interface PlanParameter {
  readonly type: ColumnType;
  /** The value is an array of values of this type. */
  readonly isList: boolean;
  /** `Entity.property`, for messages about a value that does not fit. */
  readonly label: string | undefined;
}

/** A step that loads the children of one prefetched relation once the rows of its parents are there. */
export interface Batch {
  /** The plan that loads the children: it lives and dies with the plan that holds the batch. */
  readonly plan: Plan;
  /**
   * Loads the children and attaches them to `parents` (hydrated rows). `values` are all values of the planned query: each batch
   * knows where its own begin. `run` is the funnel: it runs a plan, and the batches of that plan.
   */
  load(parents: readonly object[], values: readonly unknown[], run: RunPlan): Promise<void>;
}

/** What running a plan gives: the hydrated rows, and the decoded columns that they are made of. */
export interface PlanRows {
  readonly rows: unknown[];
  readonly columns: readonly ArrayLike<unknown>[];
}

/** Runs a plan, its batches included. */
export interface RunPlan {
  (plan: Plan, values: readonly unknown[]): Promise<PlanRows>;
}

/** Makes rows of decoded columns: `columns[i][row]` is the cell of output i; `count` rows. */
export interface Hydrate {
  (columns: readonly ArrayLike<unknown>[], count: number): unknown[];
}

export interface Plan {
  /** Never used twice in a data source: the name under which the addon keeps the statement. */
  readonly id: number;
  /** The shape: equal keys give equal statements. */
  readonly key: string;
  readonly statement: StatementNode;
  readonly parameters: readonly PlanParameter[];
  /** Whether the answer is rows or a number of changed rows. A count is one row of one number; `exists` is one row or none. */
  readonly mode: 'rows' | 'affected';
  /** The types of the outputs, in order; undefined where the database describes them (raw SQL). */
  readonly outputs: readonly ColumnType[] | undefined;
  readonly hydrate: Hydrate | undefined;
  readonly batches: readonly Batch[];
  /** The entity's name, for events and messages. */
  readonly entity: string | undefined;
}

/** A plan and the values of this run. */
export interface PlannedQuery {
  readonly plan: Plan;
  /** Those of `plan.parameters` (an insert: of each row in turn), then those of the batches, which do not cross with this statement. */
  readonly values: readonly unknown[];
}
