// What a `forFeature` call says, as data that the data source finds in the container.
import { ConfigurationError, type EntityClass, Repository } from '../lib/index.js';
import type { CustomRepository, Feature } from './oxyde.options.js';

/** The entities that one module brings to a data source. */
export class LoadedFeature {
  constructor(
    readonly dataSource: string,
    readonly entities: readonly EntityClass[],
  ) {}
}

/** An entity and, for a custom one, its repository class. */
export interface ResolvedFeature {
  readonly entity: EntityClass;
  readonly repository: CustomRepository['repository'] | undefined;
}

/** Sorts out what `forFeature` was given. */
export function resolveFeature(feature: Feature): ResolvedFeature {
  if (typeof feature !== 'function') return feature;
  if (!isRepositoryClass(feature)) return { entity: feature, repository: undefined };
  if (typeof feature.entity !== 'function') throw entityMissing(feature.name);
  return { entity: feature.entity as EntityClass, repository: feature };
}

type RepositoryClass = CustomRepository['repository'] & { readonly entity?: unknown };

function isRepositoryClass(value: EntityClass): value is RepositoryClass {
  return value.prototype instanceof Repository;
}

function entityMissing(repository: string): ConfigurationError {
  return new ConfigurationError({
    fact: `OxydeModule.forFeature got the repository class ${repository}, which does not say which entity it serves.`,
    remedy: `Add "static readonly entity = ..." to it, or list { entity: ..., repository: ${repository} }.`,
  });
}
