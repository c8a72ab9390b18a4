// Updates many rows, each by values of its own: rows that change the same columns share a statement.
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { StaleEntityError } from '../error/stale-entity-error.js';
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import { checkOf, described } from '../expression/value-check.js';
import { checkedValue, ownAssignments } from '../query/assignments.js';
import type { Executor, UpdateRowsRequest } from '../query/executor.js';
import { viewIsReadOnly } from '../query/read-only.js';
import { assertValid } from '../validation/assert-valid.js';
import { isGivenByCaller } from '../validation/column-checks.js';
import { keyText } from './key-text.js';
import type { RepositorySource } from './repository-source.js';
import type { Values } from './stored-state.js';

/** Rows that are known by the same columns and change the same ones. */
interface Group {
  readonly keys: readonly ColumnMetadata[];
  readonly changed: readonly ColumnMetadata[];
  readonly rows: unknown[][];
}

export class BulkUpdate {
  readonly #source: RepositorySource;
  readonly #entity: EntityMetadata;
  readonly #version: ColumnMetadata | undefined;

  constructor(source: RepositorySource, entity: EntityMetadata) {
    this.#source = source;
    this.#entity = entity;
    this.#version = entity.columns.find(({ generation }) => generation === 'version');
  }

  /** Gives the number of rows that were there. */
  async update(inputs: unknown): Promise<number> {
    if (this.#entity.view !== undefined) throw viewIsReadOnly(this.#entity.name, 'bulkUpdate');
    const groups = await this.#groups(this.#list(inputs));
    const [only] = groups;
    if (only === undefined) return 0;
    const own = ownAssignments(this.#entity, new Date());
    const requests = groups.map((group) => this.#request(group, own));
    const { executor } = this.#source;
    // A stale row undoes the others, too.
    if (requests.length === 1 && !this.#isVersioned(only)) return await executor.updateRows(requests[0] as UpdateRowsRequest);
    return await executor.transaction((inner) => this.#run(inner, groups, requests));
  }

  async #run(executor: Executor, groups: readonly Group[], requests: readonly UpdateRowsRequest[]): Promise<number> {
    let total = 0;
    for (const [index, request] of requests.entries()) {
      const count = await executor.updateRows(request);
      if (count < request.rows.length && this.#isVersioned(groups[index] as Group))
        throw new StaleEntityError({ entity: this.#entity.name });
      total += count;
    }
    return total;
  }

  #request({ keys, changed, rows }: Group, own: UpdateRowsRequest['own']): UpdateRowsRequest {
    return { entity: this.#entity, keys: propertiesOf(keys), properties: propertiesOf(changed), rows, own };
  }

  #isVersioned({ keys }: Group): boolean {
    return this.#version !== undefined && keys.includes(this.#version);
  }

  async #groups(inputs: readonly Values[]): Promise<Group[]> {
    const groups = new Map<string, Group>();
    const seen = new Set<string>();
    for (const input of inputs) {
      this.#assertKnown(input);
      const keys = this.#keysOf(input);
      const changed = this.#entity.columns.filter((column) => !keys.includes(column) && input[column.property] !== undefined);
      if (changed.length === 0) continue;
      const validity = assertValid(this.#entity, Object.fromEntries(changed.map(({ property }) => [property, input[property]])), {
        isPartial: true,
      });
      if (validity) await validity;
      this.#assertOnce(seen, input);
      const name = `${propertiesOf(keys).join()} ${propertiesOf(changed).join()}`;
      const group = groups.get(name) ?? { keys, changed, rows: [] };
      group.rows.push([...keys, ...changed].map((column) => this.#valueOf(column, input)));
      groups.set(name, group);
    }
    return [...groups.values()];
  }

  /** The primary key, and the version where it is given. */
  #keysOf(input: Values): ColumnMetadata[] {
    const { name, primaryKey } = this.#entity;
    const missing = primaryKey.find(({ property }) => input[property] === undefined);
    if (missing) throw new UndefinedValueError({ path: `bulkUpdate of ${name}.${missing.property}` });
    const version = this.#version && input[this.#version.property] !== undefined ? [this.#version] : [];
    return [...primaryKey, ...version];
  }

  #valueOf(column: ColumnMetadata, input: Values): unknown {
    const label = `${this.#entity.name}.${column.property}`;
    const value = input[column.property];
    const isKey = column.isPrimaryKey || column === this.#version;
    return isKey ? checkOf(column.type, label)(value) : checkedValue(column, label, value);
  }

  #assertKnown(input: Values): void {
    const { name, columns, columnOf } = this.#entity;
    for (const [property, value] of Object.entries(input)) {
      const column = columnOf.get(property);
      if (value === undefined || (column && (isGivenByCaller(column) || column.isPrimaryKey || column === this.#version))) continue;
      if (column === undefined) throw new UnknownKeyError({ entity: name, key: property, known: columns.map((each) => each.property) });
      throw this.#refused(`${name}.${property}`, 'no value', 'Oxyde or the database writes it');
    }
  }

  #assertOnce(seen: Set<string>, input: Values): void {
    const { primaryKey } = this.#entity;
    const key = keyText(
      primaryKey,
      primaryKey.map(({ property }) => input[property]),
    );
    if (seen.has(key)) throw this.#refused(`bulkUpdate of ${this.#entity.name}`, 'each row once', 'two rows have the same key');
    seen.add(key);
  }

  #list(inputs: unknown): Values[] {
    const label = `bulkUpdate of ${this.#entity.name}`;
    if (!Array.isArray(inputs)) throw this.#refused(label, 'an array of objects', `it is ${described(inputs)}`);
    const wrong = (inputs as unknown[]).find((input) => typeof input !== 'object' || input === null || Array.isArray(input));
    if (wrong !== undefined || inputs.includes(undefined)) throw this.#refused(label, 'objects of values', `one is ${described(wrong)}`);
    return inputs as Values[];
  }

  #refused(label: string, expected: string, reason: string): InvalidValueError {
    return new InvalidValueError({ label, kind: 'rows', expected, reason });
  }
}

function propertiesOf(columns: readonly ColumnMetadata[]): string[] {
  return columns.map(({ property }) => property);
}
