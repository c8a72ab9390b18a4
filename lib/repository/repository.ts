// The verbs of one entity: every query starts here, and new rows are made here.
import { InvalidQueryError } from '../error/invalid-query-error.js';
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import type { CreateOf, Row, UpdateOf } from '../entity/inputs.js';
import type { Bare, Target } from '../entity/brands.js';
import type { ColumnKey, RelationKey } from '../entity/keys.js';
import type { Conflict as UntypedConflict } from '../query/conflicts.js';
import { initialState } from '../query/initial-state.js';
import type { Executor } from '../query/executor.js';
import type { Query } from '../query/query.js';
import { QueryBuilder, type QueryOptions } from '../query/query-builder.js';
import type { QueryState } from '../query/query-state.js';
import type { Patch } from '../query/types/specs.js';
import { assertValid } from '../validation/assert-valid.js';
import { BulkUpdate } from './bulk-update.js';
import type { Conflict } from './conflict.js';
import { type BulkCreateOptions, type BulkProgress, Creation } from './creation.js';
import { InstanceWrites } from './instance-writes.js';
import { KeyedWrites } from './keyed-writes.js';
import { RelationEditor, type RelationLinks } from './relation-editor.js';
import type { RepositorySource } from './repository-source.js';

/** `QueryBuilder` holds what `filter`, `get` and all the others do; its loose types are left out, for the interface `Query` says what there is. */
const Base = QueryBuilder as unknown as new (executor: Executor, state: QueryState, options: QueryOptions) => object;

/**
 * All verbs of one entity. It is a query of all its rows, and makes new ones.
 *
 * @example
 * class PostRepository extends Repository<Post> {
 *   static readonly entity = Post;
 *   published() {
 *     return this.filter({ status: PostStatus.Published });
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- `Base` has the methods that the interface names.
export class Repository<E extends object> extends Base {
  readonly #source: RepositorySource;
  readonly #entity: EntityMetadata;
  readonly #creation: Creation;
  readonly #instances: InstanceWrites;
  readonly #keyed: KeyedWrites;

  /** `dataSource.repository(User)` makes it; a class of your own is made by `new UserRepository(dataSource, User)`. */
  constructor(source: RepositorySource, entity: EntityClass<E>) {
    const metadata = metadataOf(source, entity, new.target.name);
    super(source.executor, initialState(metadata), { validate: (patch) => assertValid(metadata, patch, { isPartial: true }) });
    this.#source = source;
    this.#entity = metadata;
    this.#creation = new Creation(source, metadata);
    this.#instances = new InstanceWrites(source, metadata, this.#creation);
    this.#keyed = new KeyedWrites(source, metadata, this.#creation);
  }

  /**
   * Inserts one row; gives the instance with all generated values. The input is validated, and stays as it is.
   *
   * @throws ValidationError, InvalidValueError, UnknownKeyError, UniqueViolationError
   */
  async create(input: CreateOf<E>): Promise<E> {
    return (await this.#creation.create(input)) as E;
  }

  /**
   * Inserts any number of rows, all or none; gives the instances in the order of the rows. With `onConflict`, a row whose `target`
   * exists already updates it, or is left out when `update` is missing. `onProgress` is told of each part of many rows.
   *
   * @example
   * await tags.bulkCreate([{ slug: 'sql', title: 'SQL' }], { onConflict: { target: ['slug'], update: ['title'] } });
   */
  async bulkCreate(
    rows: readonly CreateOf<E>[],
    options: { readonly onConflict?: Conflict<E>; readonly onProgress?: (progress: BulkProgress) => void } = {},
  ): Promise<E[]> {
    return (await this.#creation.bulkCreate(rows, options as BulkCreateOptions)) as E[];
  }

  /**
   * Updates any number of rows, each by values of its own, all or none; gives how many there were. A row names its primary key and what
   * changes. Where it names its `@Version`, a row that was changed meanwhile is an error.
   *
   * @throws StaleEntityError (OXY-R004); ValidationFailedError, InvalidValueError for two rows of one key
   * @example
   * await posts.bulkUpdate([{ id: 1, title: 'One' }, { id: 2, title: 'Two', views: 0 }]);
   */
  async bulkUpdate(rows: readonly { readonly [K in ColumnKey<E>]?: Bare<E[K]> }[]): Promise<number> {
    return await new BulkUpdate(this.#source, this.#entity).update(rows);
  }

  /**
   * The row with these values, or a new one of them and the defaults; and whether it is new. Of callers at the same time one creates it.
   * The values hold a unique key.
   *
   * @throws InvalidQueryError without a unique key; ValidationFailedError, UniqueViolationError of another key
   * @example
   * const [tag, isCreated] = await tags.getOrCreate({ slug: 'sql' }, { title: 'SQL' });
   */
  async getOrCreate<K extends ColumnKey<E>>(lookup: Row<E, K>, ...[defaults]: Rest<E, K>): Promise<[row: E, isCreated: boolean]> {
    return (await this.#keyed.getOrCreate(lookup, defaults)) as [E, boolean];
  }

  /**
   * Changes the row with these values, or creates it of them, the changes and the defaults; and says whether it is new. Changes may be
   * expressions over the stored row, which a new row leaves out.
   *
   * @throws InvalidQueryError without a unique key; ValidationFailedError, UniqueViolationError of another key
   * @example
   * await counters.updateOrCreate({ name: 'visits' }, { count: (c) => c.count.plus(1) }, { count: 1 });
   */
  async updateOrCreate<K extends ColumnKey<E>>(
    lookup: Row<E, K>,
    changes: Patch<E>,
    defaults?: UpdateOf<E>,
  ): Promise<[row: E, isCreated: boolean]> {
    return (await this.#keyed.updateOrCreate(lookup, changes, defaults)) as [E, boolean];
  }

  /**
   * Inserts a row, or updates the one that has its key already, in one statement; gives the stored row. Without `update`, it takes all
   * that is given.
   *
   * @throws InvalidQueryError when `target` is no unique key; ValidationFailedError, UniqueViolationError of another key
   * @example
   * await tags.upsert({ slug: 'sql', title: 'SQL' }, { target: ['slug'] });
   */
  async upsert(input: CreateOf<E>, conflict: Conflict<E>): Promise<E> {
    return (await this.#keyed.upsert(input, conflict as UntypedConflict)) as E;
  }

  /**
   * Stores an instance: a new one is inserted; of one that a repository gave, the columns that changed since are written, and nothing when
   * none did. With `only`, these columns are written, changed or not. `@Version` is compared and raised. Afterwards the instance has what
   * the database and Oxyde generated. To-many relations are not written.
   *
   * @throws StaleEntityError (OXY-R004) when the row was changed (`@Version`) or deleted meanwhile; ValidationFailedError (OXY-V001)
   * @example
   * const post = await posts.get(id);
   * post.title = 'Second thoughts';
   * await posts.save(post);
   */
  async save(instance: E, options: { readonly only?: readonly ColumnKey<E>[] } = {}): Promise<E> {
    await this.#instances.save(instance, options.only);
    return instance;
  }

  /**
   * Changes which rows a to-many relation of an instance leads to.
   *
   * @throws UnknownKeyError, InvalidQueryError for a relation to one row
   * @example
   * await posts.relation(post, 'tags').set([1, 2]);
   * await posts.relation(post, 'tags').add(tag, { position: 3 });
   */
  relation<K extends RelationKey<E>>(instance: E, property: K): RelationLinks<Target<E[K]>> {
    return new RelationEditor(this.#source, this.#entity, instance, property);
  }

  /** Reads the columns of a stored instance again. @throws NotFoundError (OXY-R001) */
  async refresh(instance: E): Promise<E> {
    await this.#instances.refresh(instance);
    return instance;
  }

  /** Deletes the row of a stored instance. @throws StaleEntityError (OXY-R004) when it was changed (`@Version`) or deleted meanwhile */
  async delete(instance: E): Promise<void>;
  /** Deletes the filtered rows; gives their number. @throws UnfilteredChangeError (OXY-Q004) */
  async delete(): Promise<number>;
  async delete(...instance: readonly [instance?: E]): Promise<number | void> {
    if (instance.length === 0) return QueryBuilder.prototype.delete.call(this as unknown as QueryBuilder);
    await this.#instances.delete(instance[0] as object);
  }
}

/** What a new row needs beside some columns. */
type Rest<E, K extends keyof E> =
  object extends Omit<CreateOf<E>, K> ? [defaults?: Omit<CreateOf<E>, K>] : [defaults: Omit<CreateOf<E>, K>];

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- `Base` has the methods that the interface names.
export interface Repository<E extends object> extends Query<E, E> {}

/** A class listed among a container's providers is made without arguments: then the message says where it belongs. */
function metadataOf(source: RepositorySource | undefined, entity: EntityClass | undefined, repository: string): EntityMetadata {
  if (source && entity) return source.metadataOf(entity);
  throw new InvalidQueryError({
    fact: `${repository} was made without a data source or an entity.`,
    remedy: `Make it by new ${repository}(dataSource, Entity); in a Nest app list it in OxydeModule.forFeature, not among providers.`,
  });
}
