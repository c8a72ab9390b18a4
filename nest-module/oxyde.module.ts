// The module that apps import: data sources at the root, repositories in the modules that use them.
import { type DynamicModule, Module } from '@nestjs/common';
import { featureProviders } from './feature.providers.js';
import { OxydeCoreModule } from './oxyde-core.module.js';
import type { Feature, OxydeModuleAsyncOptions, OxydeModuleOptions } from './oxyde.options.js';
import { defaultDataSource, getRepositoryToken } from './oxyde.tokens.js';
import { resolveFeature } from './feature.js';

/**
 * Brings data sources and repositories into a Nest app.
 *
 * @example
 * \@Module({ imports: [OxydeModule.forRoot({ url: 'sqlite:blog.db' }), OxydeModule.forFeature([User, Post])] })
 * export class AppModule {}
 */
@Module({})
export class OxydeModule {
  /** Opens a data source when the app starts and closes it when the app shuts down. */
  static forRoot(options: OxydeModuleOptions): DynamicModule {
    return { module: OxydeModule, imports: [OxydeCoreModule.forRoot(options)] };
  }

  /**
   * The same with options made by a factory. The name of a further data source stays outside of the factory.
   *
   * @example
   * OxydeModule.forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => ({ url: config.getOrThrow('DATABASE_URL') }) })
   */
  static forRootAsync(options: OxydeModuleAsyncOptions): DynamicModule {
    return { module: OxydeModule, imports: [OxydeCoreModule.forRootAsync(options)] };
  }

  /**
   * Makes repositories injectable in the importing module, and their entities part of the data source.
   *
   * @example
   * OxydeModule.forFeature([User, PostRepository]) // class PostRepository extends Repository<Post> { static readonly entity = Post; }
   */
  static forFeature(features: readonly Feature[], dataSource: string = defaultDataSource): DynamicModule {
    const exports = features.map(resolveFeature).flatMap(({ entity, repository }) => {
      return repository ? [getRepositoryToken(repository, dataSource), repository] : [getRepositoryToken(entity, dataSource)];
    });
    return { module: OxydeModule, providers: featureProviders(features, dataSource), exports };
  }
}
