// Makes new rows of one entity: validates, fills in what was left out, inserts.
import { InternalError } from '../error/internal-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { type Conflict, conflictOf } from '../query/conflicts.js';
import type { Executor, InsertRequest } from '../query/executor.js';
import { viewIsReadOnly } from '../query/read-only.js';
import { assertValid } from '../validation/assert-valid.js';
import { groupRows, type InsertGroup } from './insert-groups.js';
import type { RepositorySource } from './repository-source.js';
import { RowMaker, type RowMoment } from './row-maker.js';

/** How far a bulk of rows has come. */
export interface BulkProgress {
  readonly done: number;
  readonly total: number;
}

export interface BulkCreateOptions {
  readonly onConflict?: Conflict | undefined;
  readonly onProgress?: ((progress: BulkProgress) => void) | undefined;
}

type InsertExtras = Pick<InsertRequest, 'onConflict' | 'onProgress'>;

export class Creation {
  readonly #source: RepositorySource;
  readonly #entity: EntityMetadata;
  readonly #maker: RowMaker;

  constructor(source: RepositorySource, entity: EntityMetadata) {
    this.#source = source;
    this.#entity = entity;
    this.#maker = new RowMaker(entity);
  }

  async create(input: object): Promise<object> {
    this.#assertTable('create');
    const groups = groupRows(this.#entity, [await this.#row(input, { now: new Date() })]);
    const [created] = await this.#insert(this.#source.executor, groups, {});
    if (created === undefined) throw new InternalError({ fact: 'An insert gave no row back.' });
    return created;
  }

  async bulkCreate(inputs: readonly object[], { onConflict: conflict, onProgress }: BulkCreateOptions = {}): Promise<object[]> {
    this.#assertTable('bulkCreate');
    if (!Array.isArray(inputs)) throw this.#refused('an array of objects', 'it is none');
    if (inputs.length === 0) return [];
    const onConflict = conflict && conflictOf(this.#entity, conflict);
    const moment = { now: new Date() };
    const rows: unknown[][] = [];
    for (const input of inputs) {
      const row = this.#row(input, moment);
      // PERF: rules that are not asynchronous cost no turn of the event loop, of which a bulk of rows would need as many.
      rows.push(row instanceof Promise ? await row : row);
    }
    const groups = groupRows(this.#entity, rows);
    const { executor } = this.#source;
    let stored = 0;
    const more = {
      ...(onConflict && { onConflict }),
      ...(onProgress && { onProgress: (count: number) => onProgress({ done: (stored += count), total: rows.length }) }),
    };
    if (groups.length === 1) return this.#insert(executor, groups, more);
    return executor.transaction((inner) => this.#insert(inner, groups, more));
  }

  #assertTable(verb: string): void {
    if (this.#entity.view !== undefined) throw viewIsReadOnly(this.#entity.name, verb);
  }

  #row(input: object, moment: RowMoment): unknown[] | Promise<unknown[]> {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      throw this.#refused('an object of values by property', 'it is none');
    this.#maker.assertKnown(input);
    const validity = assertValid(this.#entity, input);
    return validity ? validity.then(() => this.#maker.row(input, moment)) : this.#maker.row(input, moment);
  }

  #refused(expected: string, reason: string): InvalidValueError {
    return new InvalidValueError({ label: `input of ${this.#entity.name}`, kind: 'row', expected, reason });
  }

  async #insert(executor: Executor, groups: readonly InsertGroup[], more: InsertExtras): Promise<object[]> {
    const answers: object[][] = [];
    for (const { properties, rows } of groups) {
      answers.push(await executor.insert({ entity: this.#entity, properties, rows, ...more }));
    }
    return inOrder(groups, answers);
  }
}

/** Rows that a conflict left alone are missing from an answer: then nothing says to which rows the others belong. */
function inOrder(groups: readonly InsertGroup[], answers: readonly (readonly object[])[]): object[] {
  const isComplete = groups.every(({ rows }, group) => rows.length === answers[group]?.length);
  if (!isComplete) return answers.flat();
  const instances: object[] = [];
  answers.forEach((answer, group) => answer.forEach((instance, index) => (instances[groups[group]?.positions[index] ?? 0] = instance)));
  return instances;
}
