// What raw SQL needs of its data source.
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import type { Executor } from '../query/executor.js';
import type { Server } from './dialect-branch.js';

export interface SqlSource {
  /** Runs each statement in the transaction of the caller's async context if there is one, else in the pool. */
  readonly executor: Executor;
  /** @throws EntityNotRegisteredError when the data source does not hold the entity. */
  metadataOf(entity: EntityClass): EntityMetadata;
  /** What the server is; connects when nothing did before. */
  profile(): Promise<Server>;
}
