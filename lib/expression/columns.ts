// The columns of an entity outside of lambdas: they mean the row of whatever query they become a part of.
import { EntityRegistry } from '../entity/entity-registry.js';
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import { madeBy } from './lambda.js';
import { rowColumns } from './row-columns.js';
import { subjectOf } from './subject.js';

// Kinds of columns are those of the class, whatever the data source; names are found when a query is planned.
const known = new WeakMap<EntityClass, EntityMetadata>();

/** The columns and relations of an entity as expressions. @throws ConfigurationError for a class that is no entity */
export function columns(entity: EntityClass): object {
  let metadata = known.get(entity);
  if (metadata === undefined) {
    metadata = new EntityRegistry([entity]).metadataOf(entity);
    known.set(entity, metadata);
  }
  return rowColumns(subjectOf(metadata), 0, madeBy);
}
