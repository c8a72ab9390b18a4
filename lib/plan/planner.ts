// Finds or makes the plan of a query: a known shape costs its key and one look-up.
import type { ColumnType } from '../entity/column-type.js';
import type { ExpressionNode } from '../node/expression-node.js';
import type { StatementNode } from '../node/statement-node.js';
import { valuesOfConflict } from '../query/conflicts.js';
import type { InsertRequest, RawRequest, UpdateRowsRequest } from '../query/executor.js';
import type { PrefetchClause, QueryState } from '../query/query-state.js';
import { LruMap } from '../util/lru-map.js';
import { batchStatement } from './batch-statement.js';
import { ChildBatch } from './child-batch.js';
import { deleteStatement, updateStatement, type Changed } from './change-statement.js';
import { insertKeyOf, insertStatement, type InsertOptions } from './insert-statement.js';
import type { Batch, Plan, PlannedQuery, PlanParameter } from './plan.js';
import { StateSubquery } from '../query/state-subquery.js';
import { shapeKeyOf, subjectKey, valuesOf } from '../query/shape-key.js';
import { derivedSelect, selectStatement, type Selected, subselect } from './select-statement.js';
import { type Selects, StatementBuilder } from './statement-builder.js';
import { updateRowsKeyOf, updateRowsStatement } from './update-rows-statement.js';

export interface PlannerOptions {
  /** The number of plans that are kept. */
  readonly planCacheSize: number;
  /** Told of each plan that is given up, those of its batches included. */
  readonly onEvict?: (planId: number) => void;
}

/** What differs from plan to plan. */
interface Draft {
  readonly statement: StatementNode;
  readonly outputs: readonly ColumnType[] | undefined;
  readonly hydrate: Plan['hydrate'];
  readonly parameters: readonly PlanParameter[];
  readonly batches?: readonly Batch[];
  readonly entity: string | undefined;
}

export class Planner {
  readonly #plans: LruMap<string, Plan>;
  #lastId = 0;

  constructor({ planCacheSize, onEvict = () => undefined }: PlannerOptions) {
    this.#plans = new LruMap(planCacheSize, (plan) => {
      for (const { id } of withBatches(plan)) onEvict(id);
    });
  }

  /** The plan of a query, and its values. */
  plan(query: QueryState): PlannedQuery {
    const key = shapeKeyOf(query);
    return { plan: this.#plans.get(key) ?? this.#keep(key, this.#draft(query)), values: valuesOf(query) };
  }

  /** The plan that inserts one row of these properties; `values` are those of all rows, one row after the other. */
  planInsert(request: InsertRequest, options: InsertOptions): PlannedQuery {
    const key = insertKeyOf(request, options);
    return { plan: this.#plans.get(key) ?? this.#keep(key, insertDraft(request, options)), values: valuesOfRows(request) };
  }

  /** The plan that updates rows by their keys; `values` are those of all rows, one row after the other. */
  planUpdateRows(request: UpdateRowsRequest): PlannedQuery {
    const key = updateRowsKeyOf(request);
    const more = request.own.flatMap(({ expression }) => expression.values);
    return { plan: this.#plans.get(key) ?? this.#keep(key, updateRowsDraft(request)), values: inOneList(request.rows, more) };
  }

  /** The plan of a user's own SQL. */
  planRaw({ statement, values, entity, record }: RawRequest): PlannedQuery {
    const key = `${statement.describe ? 'describe' : 'raw'} ${JSON.stringify(statement.fragments)}${targetKey(entity, record)}`;
    const draft = (): Draft => ({
      statement,
      outputs: statement.columns?.map(({ type }) => type),
      hydrate: undefined,
      parameters: parametersIn(statement),
      entity: entity?.name ?? record?.name,
    });
    return { plan: this.#plans.get(key) ?? this.#keep(key, draft()), values: values.map(({ value }) => value) };
  }

  #draft(query: QueryState): Draft {
    const builder = new StatementBuilder(selects);
    const made = statementOf(builder, query);
    return { ...made, parameters: builder.parameters, batches: this.#batches(query, builder.parameters.length), entity: query.entity.name };
  }

  /** `begin`: where the values of the first batch begin among those of the query. */
  #batches({ prefetches }: QueryState, begin: number): Batch[] {
    let from = begin;
    return prefetches.map((clause) => {
      const to = from + valuesOf(clause.query).length;
      const batch = this.#batch(clause, { from, to });
      from = to;
      return batch;
    });
  }

  #batch(clause: PrefetchClause, range: { readonly from: number; readonly to: number }): Batch {
    const { relation, query, hasThrough } = clause;
    const builder = new StatementBuilder(selects);
    const { keyOutputs, ...made } = batchStatement(builder, clause);
    const batches = this.#batches(query, builder.parameters.length);
    const key = `${subjectKey(relation.source)} prefetch ${relation.property}${hasThrough ? ' through' : ''} ${shapeKeyOf(query)}`;
    const plan = this.#create(key, { ...made, parameters: builder.parameters, batches, entity: query.entity.name });
    return new ChildBatch({ plan, relation, keyOutputs, range });
  }

  #keep(key: string, draft: Draft): Plan {
    const plan = this.#create(key, draft);
    this.#plans.set(key, plan);
    return plan;
  }

  #create(key: string, { statement, parameters, outputs, hydrate, batches = [], entity }: Draft): Plan {
    const isChange = outputs === undefined && statement.kind !== 'raw';
    return { id: ++this.#lastId, key, statement, parameters, mode: isChange ? 'affected' : 'rows', outputs, hydrate, batches, entity };
  }
}

const selects: Selects = {
  derived: derivedSelect,
  subselect: (builder, subquery, outer) => {
    if (!(subquery instanceof StateSubquery)) throw new TypeError('A subquery of another copy of the package cannot be planned.');
    return subselect(builder, subquery.query, outer);
  },
};

function statementOf(builder: StatementBuilder, query: QueryState): Selected | Changed {
  switch (query.operation.kind) {
    case 'update':
      return updateStatement(builder, query);
    case 'delete':
      return deleteStatement(builder, query);
    default:
      return selectStatement(builder, query);
  }
}

/** The values of a conflict stand behind those of each row. */
function valuesOfRows({ rows, onConflict }: InsertRequest): unknown[] {
  return inOneList(rows, onConflict ? valuesOfConflict(onConflict) : []);
}

// PERF: 100,000 rows in 20 ms, by `flat` in 60.
function inOneList(rows: readonly (readonly unknown[])[], more: readonly unknown[]): unknown[] {
  const values: unknown[] = [];
  for (const row of rows) {
    for (const value of row) values.push(value);
    for (const value of more) values.push(value);
  }
  return values;
}

function insertDraft(request: InsertRequest, options: InsertOptions): Draft {
  const builder = new StatementBuilder(selects);
  return { ...insertStatement(builder, request, options), parameters: builder.parameters, entity: request.entity.name };
}

function updateRowsDraft(request: UpdateRowsRequest): Draft {
  const builder = new StatementBuilder(selects);
  const statement = updateRowsStatement(builder, request);
  return { statement, outputs: undefined, hydrate: undefined, parameters: builder.parameters, entity: request.entity.name };
}

/** What the rows of raw SQL are made into. */
function targetKey(entity: RawRequest['entity'], record: RawRequest['record']): string {
  if (entity) return ` as ${subjectKey(entity)}`;
  return record ? ` as ${JSON.stringify(record)}` : '';
}

function* withBatches(plan: Plan): Iterable<Plan> {
  yield plan;
  for (const { plan: child } of plan.batches) yield* withBatches(child);
}

/** The parameters that raw fragments name, by position. */
function parametersIn(statement: RawRequest['statement']): PlanParameter[] {
  const found: PlanParameter[] = [];
  for (const fragment of statement.fragments) if (fragment.kind === 'expression') collect(fragment.expression, found);
  return found;
}

function collect(node: ExpressionNode, found: PlanParameter[]): void {
  if (node.kind === 'parameter') found[node.index] = { type: node.type, isList: node.list === true, label: undefined };
  else if (node.kind === 'raw') for (const part of node.fragments) if (part.kind === 'expression') collect(part.expression, found);
}
