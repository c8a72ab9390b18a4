// Providers of the repositories that one `forFeature` call asks for.
import type { FactoryProvider, Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ConfigurationError, type DataSource } from '../lib/index.js';
import { LoadedFeature, resolveFeature, type ResolvedFeature } from './feature.js';
import { hostsOf, namesOfDataSources } from './loaded-entities.js';
import type { Feature } from './oxyde.options.js';
import { getDataSourceToken, getRepositoryToken } from './oxyde.tokens.js';

/** One repository provider per entity and custom class, and the note that carries the entities to the data source. */
export function featureProviders(features: readonly Feature[], dataSource: string): Provider[] {
  const resolved = features.map(resolveFeature);
  const entities = [...new Set(resolved.map(({ entity }) => entity))];
  return [
    { provide: LoadedFeature, useValue: new LoadedFeature(dataSource, entities) },
    ...resolved.flatMap((feature) => repositoryProviders(feature, dataSource)),
  ];
}

function repositoryProviders({ entity, repository }: ResolvedFeature, name: string): Provider[] {
  const make = (dataSource: DataSource): object => (repository ? new repository(dataSource, entity) : dataSource.repository(entity));
  const subject = repository ?? entity;
  const token = getRepositoryToken(subject, name);
  const provider: FactoryProvider = {
    provide: token,
    inject: [{ token: getDataSourceToken(name), optional: true }, ModulesContainer],
    useFactory: (dataSource: DataSource | undefined, modules: ModulesContainer) => make(dataSource ?? missing(subject.name, name, modules)),
  };
  return repository ? [provider, { provide: repository, useExisting: token }] : [provider];
}

/** The data source is optional to the container so that its absence is said in words that help. */
function missing(subject: string, name: string, modules: ModulesContainer): never {
  const [host] = hostsOf(modules, name);
  if (host?.failure !== undefined) throw host.failure;
  const known = namesOfDataSources(modules);
  const root = name === 'default' ? 'forRoot({ url: ... })' : `forRoot({ name: '${name}', url: ... })`;
  throw new ConfigurationError({
    fact: `OxydeModule.forFeature([${subject}]) needs the data source "${name}"; this app has ${known.map((other) => `"${other}"`).join(', ') || 'none'}.`,
    remedy: `Import OxydeModule.${root} in the root module.`,
  });
}
