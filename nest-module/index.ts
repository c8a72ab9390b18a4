// The door `oxyde/nest`: what a Nest app imports.
export { OxydeModule } from './oxyde.module.js';
export { InjectDataSource, InjectRepository } from './oxyde.decorators.js';
export { defaultDataSource, getDataSourceToken, getRepositoryToken } from './oxyde.tokens.js';
export { OxydeExceptionFilter } from './oxyde-exception.filter.js';
export { OxydeValidationPipe } from './oxyde-validation-pipe.js';
export type { HttpAnswer } from './http-answer.js';
export type {
  CustomRepository,
  Feature,
  OxydeAsyncResult,
  OxydeModuleAsyncOptions,
  OxydeModuleOptions,
  OxydeOptionsFactory,
} from './oxyde.options.js';
