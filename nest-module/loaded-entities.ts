// Finds in a container what the modules of one app say about a data source: nothing is kept outside of the app.
import type { ModulesContainer } from '@nestjs/core';
import type { EntityClass } from '../lib/index.js';
import { DataSourceHost } from './data-source.host.js';
import { LoadedFeature } from './feature.js';

/** The entities of all `forFeature` calls for a data source, each once. */
export function loadedEntities(modules: ModulesContainer, dataSource: string): EntityClass[] {
  const features = valuesOf(modules, LoadedFeature).filter((feature) => feature.dataSource === dataSource);
  return [...new Set(features.flatMap(({ entities }) => entities))];
}

/** The hosts of the data sources with this name; an app may have one. */
export function hostsOf(modules: ModulesContainer, dataSource: string): DataSourceHost[] {
  return valuesOf(modules, DataSourceHost).filter(({ name }) => name === dataSource);
}

/** The names of the data sources of an app. */
export function namesOfDataSources(modules: ModulesContainer): string[] {
  return valuesOf(modules, DataSourceHost).map(({ name }) => name);
}

/** All values of a class that modules provide by `useValue`: these are there as soon as the modules have been read. */
function valuesOf<T>(modules: ModulesContainer, type: abstract new (...args: never[]) => T): T[] {
  const instances = [...modules.values()].flatMap((module) => [...module.providers.values()].map(({ instance }) => instance as unknown));
  return [...new Set(instances)].filter((instance): instance is T => instance instanceof type);
}
