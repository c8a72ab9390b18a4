// The data source: one named database with its entities, the root of everything that a program does with it.
import { Database, type DatabaseOptions, type DatabaseStatistics } from '../engine/database.js';
import type { ServerProfile } from '../engine/server-profile.js';
import { EntityRegistry } from '../entity/entity-registry.js';
import type { NamingStrategy } from '../entity/naming-strategy.js';
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import type { QueryListener } from '../observe/query-event.js';
import type { Executor } from '../query/executor.js';
import type { TransactionOptions } from '../transaction/transaction-options.js';
import { Transactions, type TransactionWork } from '../transaction/transactions.js';
import type { Transaction } from '../transaction/transaction.js';
import { openSqlFile, type SqlDeclarations, type SqlFile } from '../raw/sql-file.js';
import { createSqlTag, type SqlTag } from '../raw/sql-tag.js';
import { Repository } from './repository.js';
import type { RepositorySource } from './repository-source.js';

/** The options of a data source. Times are milliseconds. */
export interface DataSourceOptions extends DatabaseOptions {
  readonly entities: readonly EntityClass[];
  readonly namingStrategy?: NamingStrategy | undefined;
  /** URLs of read replicas by name, for `query.using(name)`; their other options are those of the data source. */
  readonly replicas?: Readonly<Record<string, string>> | undefined;
  /** Connect with the first statement instead of at once. */
  readonly lazyConnect?: boolean | undefined;
}

/**
 * One database. Repositories and transactions belong to it; nothing is shared with other data sources.
 *
 * @example
 * const dataSource = await DataSource.open({ url: 'sqlite:blog.db', entities: [User, Post] });
 * const posts = dataSource.repository(Post);
 * await dataSource.close();
 */
export class DataSource implements RepositorySource {
  readonly name: string;
  /** Raw SQL: `dataSource.sql\`select ...\``; interpolations are parameters. */
  readonly sql: SqlTag;
  readonly #database: Database;
  readonly #replicas: ReadonlyMap<string, Database>;
  readonly #registry: EntityRegistry;
  readonly #transactions: Transactions;
  readonly #repositories = new Map<EntityClass, Repository<object>>();
  #closing: Promise<void> | undefined;

  private constructor(options: DataSourceOptions) {
    const { entities, namingStrategy, name = 'default', logger, replicas = {} } = options;
    this.name = name;
    this.#registry = new EntityRegistry(entities, { namingStrategy });
    this.#database = new Database(options);
    this.#replicas = new Map(
      Object.entries(replicas).map(([key, url]) => [key, new Database({ ...options, url, name: `${name}.${key}` })]),
    );
    const report = (error: unknown): void => {
      (logger ?? console).error(`A hook of a transaction failed: ${error instanceof Error ? error.message : String(error)}`);
    };
    const engines = new Map([...this.#replicas].map(([key, { engine }]) => [key, engine]));
    this.#transactions = new Transactions(this.#database.engine, report, engines);
    this.sql = createSqlTag(this);
  }

  /**
   * Checks the entities and connects.
   *
   * @throws ConnectionError when the server cannot be reached; an error of the entity when its metadata makes no sense.
   */
  static async open(options: DataSourceOptions): Promise<DataSource> {
    const dataSource = new DataSource(options);
    if (options.lazyConnect) return dataSource;
    try {
      await Promise.all([dataSource.#database, ...dataSource.#replicas.values()].map((database) => database.connect()));
    } catch (error) {
      await dataSource.close({ timeout: 0 }).catch(() => undefined);
      throw error;
    }
    return dataSource;
  }

  /** The repository of an entity. */
  repository<T extends object>(entity: EntityClass<T>): Repository<T> {
    const known = this.#repositories.get(entity);
    if (known) return known as unknown as Repository<T>;
    const made = new Repository<T>(this, entity);
    this.#repositories.set(entity, made as unknown as Repository<object>);
    return made;
  }

  /** @throws EntityNotRegisteredError when the data source does not hold the entity. */
  metadataOf(entity: EntityClass): EntityMetadata {
    return this.#registry.metadataOf(entity);
  }

  /** All entities. */
  get entities(): readonly EntityMetadata[] {
    return this.#registry.entities;
  }

  /** Runs each statement in the transaction of the caller's async context if there is one, else in the pool. */
  get executor(): Executor {
    return this.#transactions.executor;
  }

  /** The transaction of the caller's async context. */
  get currentTransaction(): Transaction | undefined {
    return this.#transactions.current;
  }

  /**
   * Runs `work` in a transaction: committed when it returns, rolled back when it throws. Repositories used in it join by themselves.
   * Inside another transaction it is a savepoint, unless `propagation` says otherwise.
   *
   * @example
   * await dataSource.transaction(async () => {
   *   const user = await users.create({ name: 'Ada' });
   *   await posts.create({ title: 'First', authorId: user.id });
   * }, { isolation: 'serializable', retries: 3 });
   */
  async transaction<T>(work: TransactionWork<T>, options?: TransactionOptions): Promise<T> {
    return await this.#transactions.run(work, options);
  }

  /** As `transaction`, for propagations that may run without one: `mandatory`, `never`, `supports`, `notSupported`. */
  async propagate<T>(work: (transaction: Transaction | undefined) => Promise<T>, options: TransactionOptions): Promise<T> {
    return await this.#transactions.propagate(work, options);
  }

  /**
   * A file of named SQL statements as typed functions: `-- name: topAuthors :many` above each, `:since` where a parameter goes.
   *
   * @throws InvalidQueryError (OXY-Q007) when file and declarations differ in statements, modes or parameters
   * @example
   * const reports = dataSource.sqlFile(new URL('reports.sql', import.meta.url), {
   *   topAuthors: many({ since: 'timestamp' }, { name: 'text', posts: 'int' }),
   *   archive: affected({ before: 'timestamp' }),
   * });
   * await reports.check();
   * const rows = await reports.statements.topAuthors({ since });
   */
  sqlFile<D extends SqlDeclarations>(path: string | URL, declarations: D): SqlFile<D> {
    return openSqlFile(this, path, declarations);
  }

  /** Creates the tables that do not exist; it changes none that do. For tests and first steps; programs in use have migrations. */
  async createTables(): Promise<void> {
    await this.#database.createTables(this.executor, this.entities);
  }

  /** Drops the tables of all entities with all that is in them. */
  async dropTables(): Promise<void> {
    await this.#database.dropTables(this.executor, this.entities);
  }

  /** What the server is and can do. */
  async profile(): Promise<ServerProfile> {
    return await this.#database.connect();
  }

  /** Calls `listener` after each statement; gives the function that ends it. */
  onQuery(listener: QueryListener): () => void {
    const stops = [this.#database, ...this.#replicas.values()].map(({ engine }) => engine.observer.listen(listener));
    return () => stops.forEach((stop) => stop());
  }

  async statistics(): Promise<DatabaseStatistics> {
    return await this.#database.statistics();
  }

  /** Takes no more statements, lets running ones end for `timeout` milliseconds (10,000 by default), then closes the connections. */
  close(options?: { readonly timeout?: number | undefined }): Promise<void> {
    return (this.#closing ??= this.#closeAll(options));
  }

  async #closeAll(options?: { readonly timeout?: number | undefined }): Promise<void> {
    await Promise.all([this.#database, ...this.#replicas.values()].map((database) => database.close(options)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
