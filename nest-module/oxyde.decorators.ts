// Parameter and property decorators that inject repositories and data sources.
import { Inject } from '@nestjs/common';
import type { EntityClass } from '../lib/index.js';
import { getDataSourceToken, getRepositoryToken } from './oxyde.tokens.js';

/**
 * Injects the repository of an entity; `dataSource` is needed only for a data source with a name of its own.
 *
 * @example
 * constructor(@InjectRepository(Post) private readonly posts: Repository<Post>) {}
 */
export function InjectRepository(entity: EntityClass, dataSource?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getRepositoryToken(entity, dataSource));
}

/**
 * Injects a data source. The default one is also injected by its class: `constructor(dataSource: DataSource)`.
 *
 * @example
 * constructor(@InjectDataSource('reports') private readonly reports: DataSource) {}
 */
export function InjectDataSource(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getDataSourceToken(name));
}
