// The global module that owns one data source.
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { asyncProvidersOf, providersOf } from './data-source.providers.js';
import type { OxydeModuleAsyncOptions, OxydeModuleOptions } from './oxyde.options.js';
import { defaultDataSource, getDataSourceToken } from './oxyde.tokens.js';

@Global()
@Module({})
export class OxydeCoreModule {
  static forRoot({ name = defaultDataSource, ...options }: OxydeModuleOptions): DynamicModule {
    return { module: OxydeCoreModule, providers: providersOf(name, options), exports: [getDataSourceToken(name)] };
  }

  static forRootAsync(options: OxydeModuleAsyncOptions): DynamicModule {
    const { name = defaultDataSource, imports = [] } = options;
    return { module: OxydeCoreModule, imports, providers: asyncProvidersOf(name, options), exports: [getDataSourceToken(name)] };
  }
}
