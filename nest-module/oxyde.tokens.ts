// The names under which data sources and repositories are injected.
import type { InjectionToken } from '@nestjs/common';
import { DataSource, type EntityClass } from '../lib/index.js';

/** The name of the data source that is meant when none is given. */
export const defaultDataSource = 'default';

const repositoryTokens = 'oxyde:repositoryTokens';

/** The token of a data source: the class `DataSource` itself for the default one. */
export function getDataSourceToken(name: string = defaultDataSource): InjectionToken<DataSource> {
  return name === defaultDataSource ? DataSource : `${name}DataSource`;
}

/**
 * The token of the repository of an entity, or of a custom repository class, in a data source.
 *
 * @example
 * const module = Test.createTestingModule({ providers: [Users, { provide: getRepositoryToken(User), useValue: stub }] });
 */
export function getRepositoryToken(target: EntityClass, name: string = defaultDataSource): symbol {
  const tokens = tokensOf(target);
  const existing = tokens.get(name);
  if (existing) return existing;
  const token = Symbol(describe(target, name));
  tokens.set(name, token);
  return token;
}

/** The tokens of one class by data source; kept on the class, so that two classes of one name differ and two copies of this package agree. */
function tokensOf(target: EntityClass): Map<string, symbol> {
  const existing = Reflect.getOwnMetadata(repositoryTokens, target) as Map<string, symbol> | undefined;
  if (existing) return existing;
  const tokens = new Map<string, symbol>();
  Reflect.defineMetadata(repositoryTokens, tokens, target);
  return tokens;
}

function describe(target: EntityClass, name: string): string {
  const repository = target.name.endsWith('Repository') ? target.name : `${target.name}Repository`;
  return name === defaultDataSource ? repository : `${name}:${repository}`;
}
