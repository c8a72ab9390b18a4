// A query in the user's own SQL; it runs only at a terminal.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { MultipleRowsError } from '../error/multiple-rows-error.js';
import { NotFoundError } from '../error/not-found-error.js';
import { rawNode } from '../node/raw-nodes.js';
import type { Executor } from '../query/executor.js';
import { checkedRow, type RowSchema } from './row-schema.js';
import { compileFragment, type SqlFragment } from './sql-fragment.js';

/** Where and as what a raw query runs. */
export interface RawTarget {
  readonly executor: Executor;
  /** The entity that rows are made into; plain objects without one. */
  readonly entity: EntityMetadata | undefined;
  /** Checks each row, and may change it. */
  readonly schema?: RowSchema | undefined;
}

/** Made by `dataSource.sql`; nothing runs before `all`, `first`, `get`, `scalar` or `run`. */
export class RawQuery<Row extends object> {
  readonly #fragment: SqlFragment;
  readonly #target: RawTarget;

  constructor(fragment: SqlFragment, target: RawTarget) {
    this.#fragment = fragment;
    this.#target = target;
  }

  /** All rows. */
  async all(): Promise<Row[]> {
    return (await this.#rows()) as Row[];
  }

  /** The first row; undefined when there is none. */
  async first(): Promise<Row | undefined> {
    return (await this.all())[0];
  }

  /** The only row. @throws NotFoundError, MultipleRowsError */
  async get(): Promise<Row> {
    const rows = await this.all();
    const [row] = rows;
    if (row === undefined) throw new NotFoundError({ entity: this.#subject });
    if (rows.length > 1) throw new MultipleRowsError({ entity: this.#subject });
    return row;
  }

  /** The first column of the first row; undefined when there is no row. */
  async scalar<T = unknown>(): Promise<T | undefined> {
    const row = await this.first();
    return row === undefined ? undefined : (Object.values(row)[0] as T);
  }

  /** Runs it for its effect. */
  async run(): Promise<void> {
    await this.#rows();
  }

  /** For messages. */
  get #subject(): string {
    return this.#target.entity?.name ?? 'row of the SQL';
  }

  async #rows(): Promise<unknown[]> {
    const { executor, entity, schema } = this.#target;
    const { fragments, values } = compileFragment(this.#fragment);
    const rows = await executor.raw({ statement: rawNode(fragments), values, ...(entity ? { entity } : {}) });
    return schema ? await Promise.all(rows.map((row) => checkedRow(schema, row))) : rows;
  }
}
