// Changes which rows a to-many relation of one row leads to, without reading or writing more than has to be.
import type { ColumnMetadata, EntityMetadata, ForeignKeyMetadata, HasMetadata, ManyToManyMetadata } from '../entity/entity-metadata.js';
import type { KeyOf } from '../entity/inputs.js';
import { keyClauses } from '../engine/keyed-rows.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { NotFoundError } from '../error/not-found-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { checkOf, described } from '../expression/value-check.js';
import { assignmentsOf } from '../query/assignments.js';
import { keyClause, withCondition, withFilter } from '../query/conditions.js';
import type { Executor } from '../query/executor.js';
import { initialState } from '../query/initial-state.js';
import type { QueryState } from '../query/query-state.js';
import { Creation } from './creation.js';
import { keyText } from './key-text.js';
import type { RepositorySource } from './repository-source.js';
import type { Values } from './stored-state.js';

/** How many rows a `set` gave to the relation, and took from it. */
export interface RelationChange {
  readonly added: number;
  readonly removed: number;
}

/** A row of a relation: an instance, or its key. */
type Ref<U> = U | KeyOf<U>;

/**
 * The to-many relation of one row. Each call is one transaction, or a part of that of its caller; loaded relations of instances stay as they
 * are.
 *
 * @throws NotFoundError when the row, or a row to be linked, is gone; InvalidValueError for what is no row and no key
 */
export interface RelationLinks<U> {
  /** Links these rows, too; gives how many were not linked before. `extra` are columns of new rows of a through entity. */
  add(rows: Ref<U> | readonly Ref<U>[], extra?: Readonly<Record<string, unknown>>): Promise<number>;
  /** Takes the links of these rows away; gives how many there were. The rows of a one-to-many relation stay, with NULL as their key. */
  remove(rows: Ref<U> | readonly Ref<U>[]): Promise<number>;
  /** Links exactly these rows; what is linked already stays as it is, with the extra columns of its through row. */
  set(rows: readonly Ref<U>[], extra?: Readonly<Record<string, unknown>>): Promise<RelationChange>;
  /** Takes all links away; gives how many there were. */
  clear(): Promise<number>;
}

type ToManyMetadata = HasMetadata | ManyToManyMetadata;

/** The values of a key, in the order of its columns. */
type Key = readonly unknown[];

/** The links of one row; each verb locks the row, so that those who change its links at the same time follow one another. */
interface Links {
  /** The keys of the rows that are linked now. */
  existing(executor: Executor): Promise<Key[]>;
  add(executor: Executor, keys: readonly Key[], extra: Values): Promise<void>;
  remove(executor: Executor, keys: readonly Key[]): Promise<void>;
}

export class RelationEditor {
  readonly #source: RepositorySource;
  readonly #relation: ToManyMetadata;
  readonly #parent: Values;
  readonly #links: Links;

  /** @throws UnknownKeyError, InvalidQueryError for a to-one relation, InvalidValueError for an instance without a key */
  constructor(source: RepositorySource, entity: EntityMetadata, instance: unknown, property: string) {
    this.#source = source;
    this.#relation = toManyRelation(entity, property);
    this.#parent = instanceIn(entity, property, instance);
    this.#links =
      this.#relation.kind === 'manyToMany'
        ? new ThroughLinks(source, this.#relation, this.#parent)
        : new ChildLinks(this.#relation, this.#parent);
  }

  /** Links these rows, too; gives how many were not linked before. */
  async add(rows: unknown, extra: Values = {}): Promise<number> {
    const keys = this.#keys(rows);
    return await this.#changing(async (executor) => {
      const added = this.#without(keys, await this.#links.existing(executor));
      if (added.length > 0) await this.#links.add(executor, added, extra);
      return added.length;
    });
  }

  /** Takes the links of these rows away; gives how many there were. */
  async remove(rows: unknown): Promise<number> {
    const keys = this.#keys(rows);
    return await this.#changing(async (executor) => {
      const existing = await this.#links.existing(executor);
      const removed = this.#without(existing, this.#without(existing, keys));
      if (removed.length > 0) await this.#links.remove(executor, removed);
      return removed.length;
    });
  }

  /** Links exactly these rows; what is linked already stays as it is. */
  async set(rows: unknown, extra: Values = {}): Promise<RelationChange> {
    const keys = this.#keys(rows);
    return await this.#changing(async (executor) => {
      const existing = await this.#links.existing(executor);
      const [removed, added] = [this.#without(existing, keys), this.#without(keys, existing)];
      if (removed.length > 0) await this.#links.remove(executor, removed);
      if (added.length > 0) await this.#links.add(executor, added, extra);
      return { added: added.length, removed: removed.length };
    });
  }

  /** Takes all links away; gives how many there were. */
  async clear(): Promise<number> {
    return (await this.set([])).removed;
  }

  async #changing<T>(work: (executor: Executor) => Promise<T>): Promise<T> {
    const { source: entity } = this.#relation;
    return await this.#source.executor.transaction(async (executor) => {
      const key = Object.fromEntries(entity.primaryKey.map(({ property }) => [property, this.#parent[property]]));
      const row = withCondition(initialState(entity), keyClause(entity, key));
      const [found] = await executor.rows({ ...row, lock: { strength: 'update', wait: 'wait' } });
      if (found === undefined) throw new NotFoundError({ entity: entity.name });
      return await work(executor);
    });
  }

  /** Instances, keys of one column as they are, or objects of the columns of a key; each once. */
  #keys(rows: unknown): Key[] {
    const { target, source: entity, property } = this.#relation;
    const label = `${entity.name}.${property}`;
    const keys = (Array.isArray(rows) ? (rows as unknown[]) : [rows]).map((row) => keyIn(label, target, referencesOf(this.#relation), row));
    return this.#without(keys, []);
  }

  /** The keys that are not among others, each once. */
  #without(keys: readonly Key[], others: readonly Key[]): Key[] {
    const columns = referencesOf(this.#relation);
    const seen = new Set(others.map((key) => keyText(columns, key)));
    return keys.filter((key) => {
      const text = keyText(columns, key);
      const isNew = !seen.has(text);
      seen.add(text);
      return isNew;
    });
  }
}

/** Links that are rows of a through entity. */
class ThroughLinks implements Links {
  readonly #source: RepositorySource;
  readonly #relation: ManyToManyMetadata;
  readonly #own: Values;

  constructor(source: RepositorySource, relation: ManyToManyMetadata, parent: Values) {
    this.#source = source;
    this.#relation = relation;
    this.#own = foreignValues(relation.toSource.foreignKey, valuesAt(relation, relation.toSource.foreignKey.references, parent));
  }

  async existing(executor: Executor): Promise<Key[]> {
    const { columns } = this.#relation.toTarget.foreignKey;
    const links = (await executor.rows(this.#rows())) as Values[];
    return links.map((link) => columns.map(({ property }) => link[property]));
  }

  async add(executor: Executor, keys: readonly Key[], extra: Values): Promise<void> {
    const { through, toTarget } = this.#relation;
    const { currentTransaction } = this.#source;
    const source = { executor, currentTransaction, metadataOf: () => through };
    const links = keys.map((key) => ({ ...extra, ...this.#own, ...foreignValues(toTarget.foreignKey, key) }));
    await new Creation(source, through).bulkCreate(links);
  }

  async remove(executor: Executor, keys: readonly Key[]): Promise<void> {
    const { columns } = this.#relation.toTarget.foreignKey;
    for (const clause of keyClauses(columns, keys)) {
      await executor.amount({ ...withCondition(this.#rows(), clause), operation: { kind: 'delete' } });
    }
  }

  #rows(): QueryState {
    return withFilter(initialState(this.#relation.through), this.#own);
  }
}

/** Links that are keys in the rows of the target. */
class ChildLinks implements Links {
  readonly #relation: HasMetadata;
  readonly #own: Values;

  constructor(relation: HasMetadata, parent: Values) {
    const { foreignKey } = relation.inverse;
    this.#relation = relation;
    this.#own = foreignValues(foreignKey, valuesAt(relation, foreignKey.references, parent));
  }

  async existing(executor: Executor): Promise<Key[]> {
    const { target } = this.#relation;
    const children = (await executor.rows(withFilter(initialState(target), this.#own))) as Values[];
    return children.map((child) => target.primaryKey.map(({ property }) => child[property]));
  }

  async add(executor: Executor, keys: readonly Key[]): Promise<void> {
    const { target } = this.#relation;
    if ((await this.#write(executor, keys, this.#own)) < keys.length) throw new NotFoundError({ entity: target.name });
  }

  async remove(executor: Executor, keys: readonly Key[]): Promise<void> {
    const { columns } = this.#relation.inverse.foreignKey;
    const bound = columns.find(({ isNullable }) => !isNullable);
    if (bound) throw this.#bound(bound);
    await this.#write(executor, keys, Object.fromEntries(columns.map(({ property }) => [property, null])));
  }

  async #write(executor: Executor, keys: readonly Key[], patch: Values): Promise<number> {
    const { target } = this.#relation;
    const assignments = assignmentsOf(target, patch);
    let count = 0;
    for (const clause of keyClauses(target.primaryKey, keys)) {
      const rows = withCondition(initialState(target), clause);
      count += await executor.amount({ ...rows, operation: { kind: 'update', assignments, isReturning: false } });
    }
    return count;
  }

  #bound({ property }: ColumnMetadata): InvalidQueryError {
    const { source, target, property: relation } = this.#relation;
    return new InvalidQueryError({
      fact: `Rows of ${target.name} cannot leave ${source.name}.${relation}: ${target.name}.${property} is not nullable.`,
      remedy: `Delete them, or add them to the ${relation} of another ${source.name}.`,
    });
  }
}

function toManyRelation(entity: EntityMetadata, property: string): ToManyMetadata {
  const relation = entity.relationOf.get(property);
  if (relation === undefined) {
    const known = [...entity.relationOf.values()].filter(({ kind }) => kind === 'hasMany' || kind === 'manyToMany');
    throw new UnknownKeyError({ entity: `the relations of ${entity.name}`, key: property, known: known.map((each) => each.property) });
  }
  if (relation.kind === 'hasMany' || relation.kind === 'manyToMany') return relation;
  throw new InvalidQueryError({
    fact: `${entity.name}.${property} leads to one row.`,
    remedy:
      relation.kind === 'belongsTo'
        ? 'Assign it, and save the instance.'
        : `Assign ${relation.inverse.property} of the other, and save it.`,
  });
}

function instanceIn(entity: EntityMetadata, property: string, instance: unknown): Values {
  const label = `${entity.name}.${property}`;
  const expected = `an instance of ${entity.name} with its key`;
  if (typeof instance !== 'object' || instance === null || Array.isArray(instance))
    throw new InvalidValueError({ label, kind: 'instance', expected, reason: `it is ${described(instance)}` });
  const missing = entity.primaryKey.find((column) => (instance as Values)[column.property] === undefined);
  if (missing) throw new InvalidValueError({ label, kind: 'instance', expected, reason: `its ${missing.property} is undefined` });
  return instance as Values;
}

/** The columns of the target that its links name. */
function referencesOf(relation: ToManyMetadata): readonly ColumnMetadata[] {
  return relation.kind === 'manyToMany' ? relation.toTarget.foreignKey.references : relation.target.primaryKey;
}

function keyIn(label: string, target: EntityMetadata, columns: readonly ColumnMetadata[], row: unknown): Key {
  const isObject = typeof row === 'object' && row !== null && !(row instanceof Date) && !ArrayBuffer.isView(row);
  if (!isObject && columns.length !== 1) throw notAKey(label, target, columns, row);
  return columns.map((column) => {
    const value = isObject ? (row as Values)[column.property] : row;
    if (value === undefined || value === null) throw notAKey(label, target, columns, row);
    return checkOf(column.type, label)(value);
  });
}

function notAKey(label: string, { name }: EntityMetadata, columns: readonly ColumnMetadata[], row: unknown): InvalidValueError {
  const expected = `instances of ${name}, or its ${columns.map(({ property }) => property).join(' and ')}`;
  return new InvalidValueError({ label, kind: 'key', expected, reason: `one of them is ${described(row)}` });
}

function valuesAt({ source, property }: ToManyMetadata, columns: readonly ColumnMetadata[], row: Values): Key {
  return columns.map((column) => {
    const value = row[column.property];
    if (value !== undefined && value !== null) return value;
    const label = `${source.name}.${property}`;
    const reason = `its ${column.property} is ${String(value)}`;
    throw new InvalidValueError({ label, kind: 'instance', expected: `a stored ${source.name}`, reason });
  });
}

function foreignValues({ columns }: ForeignKeyMetadata, key: Key): Values {
  return Object.fromEntries(columns.map(({ property }, index) => [property, key[index]]));
}
