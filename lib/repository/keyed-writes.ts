// Writes by a unique key that are safe beside others of the same key: get or create, update or create, upsert.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { Expression } from '../expression/expression.js';
import { checkOf, described } from '../expression/value-check.js';
import { assignmentsOf } from '../query/assignments.js';
import { withFilter } from '../query/conditions.js';
import type { Conflict } from '../query/conflicts.js';
import { initialState } from '../query/initial-state.js';
import type { QueryState } from '../query/query-state.js';
import { viewIsReadOnly } from '../query/read-only.js';
import { uniqueKeyRemedy, uniqueKeysOf } from '../query/unique-keys.js';
import { assertValid } from '../validation/assert-valid.js';
import type { Creation } from './creation.js';
import type { RepositorySource } from './repository-source.js';
import type { Values } from './stored-state.js';

/** Whether the row is a new one. */
type Outcome = [row: object, isCreated: boolean];

/** A row may come and go between two statements; after so many times the insert says what stands in its way. */
const attempts = 5;

export class KeyedWrites {
  readonly #source: RepositorySource;
  readonly #entity: EntityMetadata;
  readonly #creation: Creation;

  constructor(source: RepositorySource, entity: EntityMetadata, creation: Creation) {
    this.#source = source;
    this.#entity = entity;
    this.#creation = creation;
  }

  async getOrCreate(lookup: unknown, defaults: unknown = {}): Promise<Outcome> {
    const { values, target } = this.#lookup('getOrCreate', lookup);
    const input = { ...this.#object('getOrCreate', 'defaults', defaults), ...values };
    const found = await this.#find(values);
    if (found) return [found, false];
    return await this.#createOr(input, target, () => this.#findAfterConflict(values));
  }

  async updateOrCreate(lookup: unknown, changes: unknown, defaults: unknown = {}): Promise<Outcome> {
    const { values, target } = this.#lookup('updateOrCreate', lookup);
    const patch = this.#object('updateOrCreate', 'changes', changes);
    const input = { ...this.#object('updateOrCreate', 'defaults', defaults), ...valuesIn(patch), ...values };
    const found = await this.#find(values);
    const updated = found && (await this.#update(values, patch));
    if (updated) return [updated, false];
    return await this.#createOr(input, target, () => this.#update(values, patch));
  }

  async upsert(input: unknown, conflict: Conflict): Promise<object> {
    const row = this.#object('upsert', 'input', input) as Values;
    const { target, where } = conflict;
    const update = conflict.update ?? taken(row, target);
    const [stored] = await this.#creation.bulkCreate([row], { onConflict: { target, update, where } });
    if (stored) return stored;
    // The condition left the stored row as it is.
    const left = await this.#findAfterConflict(Object.fromEntries(target.map((property) => [property, row[property]])));
    return left ?? (await this.#creation.create(row));
  }

  async #createOr(input: Values, target: readonly string[], other: () => Promise<object | undefined>): Promise<Outcome> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const [created] = await this.#creation.bulkCreate([input], { onConflict: { target } });
      if (created) return [created, true];
      const found = await other();
      if (found) return [found, false];
    }
    return [await this.#creation.create(input), true];
  }

  async #find(values: Values): Promise<object | undefined> {
    return await this.#first(this.#rows(values));
  }

  /** A transaction that saw no row before would see none now: a lock reads what is there. */
  async #findAfterConflict(values: Values): Promise<object | undefined> {
    const lock = this.#source.currentTransaction ? ({ strength: 'share', wait: 'wait' } as const) : undefined;
    return await this.#first({ ...this.#rows(values), lock });
  }

  async #update(values: Values, patch: Values): Promise<object | undefined> {
    if (Object.keys(patch).length === 0) return await this.#findAfterConflict(values);
    await assertValid(this.#entity, valuesIn(patch), { isPartial: true });
    const assignments = assignmentsOf(this.#entity, patch);
    return await this.#first({ ...this.#rows(values), operation: { kind: 'update', assignments, isReturning: true } });
  }

  async #first(query: QueryState): Promise<object | undefined> {
    const [row] = await this.#source.executor.rows(query);
    return row as object | undefined;
  }

  #rows(values: Values): QueryState {
    return withFilter(initialState(this.#entity), values);
  }

  /** Plain values of own columns, a unique key among them. */
  #lookup(verb: string, lookup: unknown): { values: Values; target: readonly string[] } {
    if (this.#entity.view !== undefined) throw viewIsReadOnly(this.#entity.name, verb);
    const values = this.#object(verb, 'lookup', lookup);
    for (const [property, value] of Object.entries(values)) values[property] = this.#plain(verb, property, value);
    const key = uniqueKeysOf(this.#entity).find(({ columns }) => columns.every(({ property }) => Object.hasOwn(values, property)));
    if (key === undefined) throw this.#notUnique(verb, Object.keys(values));
    const target = key.columns.map(({ property }) => property);
    const missing = target.find((property) => values[property] === null);
    if (missing !== undefined) throw this.#refused(`${verb} by ${missing}`, 'a value', 'it is null, which a unique key allows many times');
    return { values, target };
  }

  #plain(verb: string, property: string, value: unknown): unknown {
    const column = this.#entity.columnOf.get(property);
    const label = `${this.#entity.name}.${property}`;
    if (column === undefined)
      throw new UnknownKeyError({ entity: this.#entity.name, key: property, known: [...this.#entity.columnOf.keys()] });
    if (value === undefined) throw new UndefinedValueError({ path: `${verb} of ${label}` });
    return value === null ? null : checkOf(column.type, label)(value);
  }

  #object(verb: string, name: string, value: unknown): Values {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    throw this.#refused(`${name} of ${verb}`, 'an object of values by property', `it is ${described(value)}`);
  }

  #notUnique(verb: string, given: readonly string[]): InvalidQueryError {
    return new InvalidQueryError({
      fact: `${verb} of ${this.#entity.name} looks by [${given.join(', ')}], which holds no unique key: two callers could both create the row.`,
      remedy: uniqueKeyRemedy(this.#entity, 'Look by'),
    });
  }

  #refused(label: string, expected: string, reason: string): InvalidValueError {
    return new InvalidValueError({ label: `${label} of ${this.#entity.name}`, kind: 'row', expected, reason });
  }
}

/** Without expressions, which only a stored row has values for. */
function valuesIn(patch: Values): Values {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => typeof value !== 'function' && !(value instanceof Expression)));
}

/** What an upsert updates when it does not say: all that is given, but for the key. */
function taken(row: Values, target: readonly string[]): string[] {
  return Object.keys(row).filter((property) => row[property] !== undefined && !target.includes(property));
}
