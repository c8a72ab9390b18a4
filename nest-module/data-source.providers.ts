// Providers of one data source: its host, its options and itself.
import type { FactoryProvider, Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ConfigurationError, type DataSource } from '../lib/index.js';
import { DataSourceHost } from './data-source.host.js';
import { hostsOf, loadedEntities } from './loaded-entities.js';
import type { OxydeAsyncResult, OxydeModuleAsyncOptions, OxydeOptionsFactory } from './oxyde.options.js';
import { getDataSourceToken } from './oxyde.tokens.js';

const optionsToken = Symbol('OxydeOptions');

/** Providers of a data source whose options are known. */
export function providersOf(name: string, options: OxydeAsyncResult): Provider[] {
  return [{ provide: optionsToken, useValue: options }, ...dataSourceProviders(name)];
}

/** Providers of a data source whose options are made inside the container. */
export function asyncProvidersOf(name: string, options: OxydeModuleAsyncOptions): Provider[] {
  return [...optionsProviders(name, options), ...dataSourceProviders(name)];
}

function dataSourceProviders(name: string): Provider[] {
  const host = new DataSourceHost(name);
  return [
    { provide: DataSourceHost, useValue: host },
    {
      provide: getDataSourceToken(name),
      inject: [optionsToken, ModulesContainer],
      useFactory: (options: OxydeAsyncResult, modules: ModulesContainer) => openDataSource(host, options, modules),
    },
  ];
}

async function openDataSource(host: DataSourceHost, options: OxydeAsyncResult, modules: ModulesContainer): Promise<DataSource> {
  if (hostsOf(modules, host.name).length > 1) throw duplicateName(host.name);
  const loaded = options.autoLoadEntities === false ? [] : loadedEntities(modules, host.name);
  return host.open(options, [...new Set([...(options.entities ?? []), ...loaded])]);
}

function optionsProviders(name: string, options: OxydeModuleAsyncOptions): Provider[] {
  const { useFactory, useClass, useExisting, inject = [] } = options;
  if (useFactory) return [{ provide: optionsToken, useFactory, inject } as FactoryProvider];
  const factory = useExisting ?? useClass;
  if (!factory) throw factoryMissing();
  const fromFactory: Provider = {
    provide: optionsToken,
    inject: [factory],
    useFactory: (maker: OxydeOptionsFactory) => maker.createOxydeOptions(name),
  };
  return useExisting ? [fromFactory] : [{ provide: factory, useClass: factory }, fromFactory];
}

function factoryMissing(): ConfigurationError {
  return new ConfigurationError({
    fact: 'OxydeModule.forRootAsync was not told how to make the options.',
    remedy: 'Give it one of useFactory, useClass and useExisting.',
  });
}

function duplicateName(name: string): ConfigurationError {
  return new ConfigurationError({
    fact: `This app has two data sources named "${name}".`,
    remedy: 'Call OxydeModule.forRoot once for each database and give each further one a name of its own: forRoot({ name: ... }).',
  });
}
