// Writes of instances: saves what changed since they were read, deletes their rows, reads them again.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { NotFoundError } from '../error/not-found-error.js';
import { StaleEntityError } from '../error/stale-entity-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { described } from '../expression/value-check.js';
import { assignmentsOf } from '../query/assignments.js';
import { keyClause, withFilter } from '../query/conditions.js';
import { initialState } from '../query/initial-state.js';
import type { QueryState } from '../query/query-state.js';
import { viewIsReadOnly } from '../query/read-only.js';
import { assertValid } from '../validation/assert-valid.js';
import { isGivenByCaller } from '../validation/column-checks.js';
import { changesOf } from './change-set.js';
import type { Creation } from './creation.js';
import type { RepositorySource } from './repository-source.js';
import { cellsOf, forget, isStored, memoryOf, recall, remember, storedValue, type Values } from './stored-state.js';

export class InstanceWrites {
  readonly #source: RepositorySource;
  readonly #entity: EntityMetadata;
  readonly #creation: Creation;

  constructor(source: RepositorySource, entity: EntityMetadata, creation: Creation) {
    this.#source = source;
    this.#entity = entity;
    this.#creation = creation;
  }

  /** Inserts an instance that no query gave, updates the changed columns of one that did. */
  async save(instance: object, only?: readonly string[]): Promise<void> {
    this.#assertInstance(instance, 'save');
    if (isStored(this.#entity, instance)) return this.#update(instance, this.#onlyColumns(only));
    await this.#insert(instance);
  }

  /** @throws StaleEntityError when the row was changed or deleted meanwhile */
  async delete(instance: object): Promise<void> {
    this.#assertInstance(instance, 'delete');
    this.#assertStored(instance, 'delete');
    const count = await this.#source.executor.amount({ ...this.#rowOf(instance), operation: { kind: 'delete' } });
    if (count === 0) throw new StaleEntityError({ entity: this.#entity.name });
    this.#undoWithTransaction(instance, []);
    forget(instance);
  }

  /** @throws NotFoundError when the row is gone */
  async refresh(instance: object): Promise<void> {
    this.#assertInstance(instance, 'refresh');
    this.#assertStored(instance, 'refresh');
    const [row] = await this.#source.executor.rows({ ...this.#state(keyClause(this.#entity, this.#keyOf(instance))), limit: 1 });
    if (row === undefined) throw new NotFoundError({ entity: this.#entity.name });
    this.#take(instance, row as Values, this.#entity.columns);
    recall(instance, memoryOf(row as object));
  }

  async #insert(instance: object): Promise<void> {
    const created = await this.#creation.create(instance);
    this.#undoWithTransaction(instance, this.#entity.columns);
    this.#take(instance, created as Values, this.#entity.columns);
    recall(instance, memoryOf(created));
  }

  async #update(instance: object, only: readonly ColumnMetadata[] | undefined): Promise<void> {
    const patch = changesOf(this.#entity, instance, only);
    if (Object.keys(patch).length === 0) return;
    await assertValid(this.#entity, patch, { isPartial: true });
    const now = new Date();
    const assignments = assignmentsOf(this.#entity, patch, now);
    const computed = this.#entity.columns.filter(({ generatedAs }) => generatedAs !== undefined);
    const isReturning = computed.length > 0;
    const query: QueryState = { ...this.#rowOf(instance), operation: { kind: 'update', assignments, isReturning } };
    const { executor } = this.#source;
    // What the caller changes while the statement runs is neither overwritten nor taken for stored.
    const [cells, before] = [cellsOf(this.#entity, patch), { ...(instance as Values) }];
    const [row, count] = isReturning ? onlyRow(await executor.rows(query)) : [undefined, await executor.amount(query)];
    if (count === 0) throw new StaleEntityError({ entity: this.#entity.name });
    this.#undoWithTransaction(
      instance,
      this.#entity.columns.filter((column) => !isGivenByCaller(column)),
    );
    const own = { ...this.#ownValues(instance, now), ...(row ? pick(row as Values, computed) : {}) };
    const untouched = this.#entity.columns.filter(({ property }) => (instance as Values)[property] === before[property]);
    this.#take(instance, patch, untouched);
    this.#take(instance, own, this.#entity.columns);
    remember(this.#entity, instance, { ...cells, ...cellsOf(this.#entity, own) });
  }

  /** What an update writes beside the patch. */
  #ownValues(instance: object, now: Date): Values {
    const values: Values = {};
    for (const column of this.#entity.columns) {
      if (column.generation === 'updatedAt') values[column.property] = now;
      if (column.generation === 'version') values[column.property] = nextVersion(storedValue(instance, column));
    }
    return values;
  }

  #take(instance: object, values: Values, columns: readonly ColumnMetadata[]): void {
    for (const { property } of columns) if (values[property] !== undefined) (instance as Values)[property] = values[property];
  }

  /** The row of the instance, in the version that the instance has. */
  #rowOf(instance: object): QueryState {
    const state = this.#state(keyClause(this.#entity, this.#keyOf(instance)));
    const version = this.#entity.columns.find(({ generation }) => generation === 'version');
    return version ? withFilter(state, { [version.property]: storedValue(instance, version) }) : state;
  }

  #state(clause: QueryState['conditions'][number]): QueryState {
    return { ...initialState(this.#entity), conditions: [clause] };
  }

  /** The key under which the row is stored. */
  #keyOf(instance: object): Values {
    return Object.fromEntries(this.#entity.primaryKey.map((column) => [column.property, storedValue(instance, column)]));
  }

  /** An instance whose write is rolled back is what it was before. */
  #undoWithTransaction(instance: object, columns: readonly ColumnMetadata[]): void {
    const transaction = this.#source.currentTransaction;
    if (transaction === undefined) return;
    const memory = memoryOf(instance);
    const before = columns.map(({ property }) => [property, (instance as Values)[property]] as const);
    transaction.onRollback(() => {
      recall(instance, memory);
      for (const [property, value] of before) (instance as Values)[property] = value;
    });
  }

  #onlyColumns(only: readonly string[] | undefined): ColumnMetadata[] | undefined {
    return only?.map((property) => {
      const column = this.#entity.columnOf.get(property);
      if (column) return column;
      throw new UnknownKeyError({ entity: this.#entity.name, key: property, known: [...this.#entity.columnOf.keys()] });
    });
  }

  #assertInstance(instance: unknown, verb: string): asserts instance is object {
    if (this.#entity.view !== undefined) throw viewIsReadOnly(this.#entity.name, verb);
    if (typeof instance === 'object' && instance !== null && !Array.isArray(instance)) return;
    const label = `${verb} of ${this.#entity.name}`;
    throw new InvalidValueError({ label, kind: 'instance', expected: `one ${this.#entity.name}`, reason: `it is ${described(instance)}` });
  }

  #assertStored(instance: object, verb: string): void {
    if (isStored(this.#entity, instance)) return;
    const label = `${verb} of ${this.#entity.name}`;
    const reason = 'it was not read by a repository of this data source, or was deleted';
    throw new InvalidValueError({ label, kind: 'instance', expected: 'a stored instance', reason });
  }
}

function onlyRow(rows: readonly unknown[]): [row: unknown, count: number] {
  return [rows[0], rows.length];
}

function pick(row: Values, columns: readonly ColumnMetadata[]): Values {
  return Object.fromEntries(columns.map(({ property }) => [property, row[property]]));
}

function nextVersion(version: unknown): number | bigint {
  return typeof version === 'bigint' ? version + 1n : Number(version) + 1;
}
