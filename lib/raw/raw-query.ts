// A query in the user's own SQL; it runs only at a terminal.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { MultipleRowsError } from '../error/multiple-rows-error.js';
import { NotFoundError } from '../error/not-found-error.js';
import { rawNode } from '../node/raw-nodes.js';
import type { RawRequest } from '../query/executor.js';
import { checkedRows, type RowSchema } from './row-schema.js';
import { compileFragment, fragmentMark, hasBranches, type Part, type SqlFragment } from './sql-fragment.js';
import type { SqlSource } from './sql-source.js';

/** Where and as what a raw query runs. */
export interface RawTarget {
  readonly source: SqlSource;
  /** The entity that rows are made into; plain objects without one. */
  readonly entity?: EntityMetadata | undefined;
  /** Checks each row, and may change it. */
  readonly schema?: RowSchema | undefined;
}

/**
 * Made by `dataSource.sql`; nothing runs before a terminal: `all`, `first`, `get`, `getOrNull`, `scalar`, `execute` or `run`.
 * In another template it is a piece of that.
 *
 * @example
 * const top = await dataSource.sql(Post)`select * from posts order by views desc limit ${3}`.all();
 * const changed = await dataSource.sql`update posts set views = 0 where views < ${0}`.execute();
 */
export class RawQuery<Row extends object> implements SqlFragment {
  readonly #fragment: SqlFragment;
  readonly #target: RawTarget;

  constructor(fragment: SqlFragment, target: RawTarget) {
    this.#fragment = fragment;
    this.#target = target;
  }

  /** All rows. @throws InvalidQueryError (OXY-Q007) when they are not those of the entity, DecodeError (OXY-D008) when the schema refuses one */
  async all(): Promise<Row[]> {
    const { source, entity, schema } = this.#target;
    const rows = await source.executor.raw({ ...(await this.#request()), ...(entity ? { entity } : {}) });
    return (schema ? await checkedRows(schema, rows) : rows) as Row[];
  }

  /** The first row; undefined when there is none. */
  async first(): Promise<Row | undefined> {
    return (await this.all())[0];
  }

  /** The only row. @throws NotFoundError, MultipleRowsError */
  async get(): Promise<Row> {
    const row = await this.getOrNull();
    if (row === null) throw new NotFoundError({ entity: this.#subject });
    return row;
  }

  /** The only row; null when there is none. @throws MultipleRowsError */
  async getOrNull(): Promise<Row | null> {
    const rows = await this.all();
    if (rows.length > 1) throw new MultipleRowsError({ entity: this.#subject });
    return rows[0] ?? null;
  }

  /** The first column of the first row; undefined when there is no row. */
  async scalar<T = unknown>(): Promise<T | undefined> {
    const row = await this.first();
    return row === undefined ? undefined : (Object.values(row)[0] as T);
  }

  /** Runs it, and gives the number of rows that it changed. */
  async execute(): Promise<number> {
    return await this.#target.source.executor.change(await this.#request());
  }

  /** Runs it for its effect. */
  async run(): Promise<void> {
    await this.execute();
  }

  /** Its parts, where it stands in another template. */
  get [fragmentMark](): readonly Part[] {
    return this.#fragment[fragmentMark];
  }

  /** For messages. */
  get #subject(): string {
    return this.#target.entity?.name ?? 'row of the SQL';
  }

  async #request(): Promise<RawRequest> {
    const server = hasBranches(this.#fragment) ? await this.#target.source.profile() : undefined;
    const { fragments, values } = compileFragment(this.#fragment, server);
    return { statement: rawNode(fragments), values };
  }
}
