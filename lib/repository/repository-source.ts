// What a repository needs of its data source: metadata, and whoever runs statements at the moment of a call.
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import type { Executor } from '../query/executor.js';

/** A data source as repositories see it: `new Repository(source, User)`. */
export interface RepositorySource {
  /** @throws When the data source does not hold the entity. */
  metadataOf(entity: EntityClass): EntityMetadata;
  /** Runs each statement in the transaction of the caller's async context if there is one, else in the pool. */
  readonly executor: Executor;
  /** The transaction of the caller's async context. */
  readonly currentTransaction: { onRollback(hook: () => void): void } | undefined;
}
