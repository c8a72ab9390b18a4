// What `forRoot`, `forRootAsync` and `forFeature` take.
import type { FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';
import type { DataSourceOptions, EntityClass } from '../lib/index.js';

/** The options of a data source in a Nest app. Times are milliseconds. */
export interface OxydeModuleOptions extends Omit<DataSourceOptions, 'entities'> {
  /** Entities that no `forFeature` names. */
  readonly entities?: readonly EntityClass[];
  /** Whether the entities of all `forFeature` calls belong to the data source; true by default. */
  readonly autoLoadEntities?: boolean;
  /** How often to try again when the database cannot be reached at start; 9 by default. */
  readonly retryAttempts?: number;
  /** The pause before each further attempt; 3,000 by default. */
  readonly retryDelay?: number;
  /** Decides whether a failure at start is worth another attempt; by default those of the network and of a server that starts are. */
  readonly toRetry?: (error: unknown) => boolean;
  /** How long statements that still run may take once the app shuts down; 10,000 by default. */
  readonly closeTimeout?: number;
}

/** A data source's options without its name, which is needed before the factory runs. */
export type OxydeAsyncResult = Omit<OxydeModuleOptions, 'name'>;

/** Makes options inside the container, for `useClass` and `useExisting`. */
export interface OxydeOptionsFactory {
  createOxydeOptions(name: string): OxydeAsyncResult | Promise<OxydeAsyncResult>;
}

/** Options made by a factory; the data source's name stays outside of it. */
export interface OxydeModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly name?: string;
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory?: (...dependencies: never[]) => OxydeAsyncResult | Promise<OxydeAsyncResult>;
  readonly useClass?: Type<OxydeOptionsFactory>;
  readonly useExisting?: Type<OxydeOptionsFactory>;
}

/** An entity with the repository class that serves it. */
export interface CustomRepository {
  readonly entity: EntityClass;
  readonly repository: Type<object>;
}

/** What `forFeature` lists: an entity, a repository class with `static readonly entity`, or both in one object. */
export type Feature = EntityClass | CustomRepository;
