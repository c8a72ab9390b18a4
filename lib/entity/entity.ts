// `@Entity()`: a class mapped to a table.
import { type EntityOptions, ownDefinition } from './entity-definition.js';
import { declareOpenApiOfDecorators } from './openapi-facts.js';

/**
 * Maps a class to a table; its name is the class name in snake_case unless `table` says another.
 *
 * @example
 * @Entity({ table: 'posts', indexes: [{ on: ['authorId', '-createdAt'] }] })
 * export class Post { ... }
 */
export function Entity(options: EntityOptions = {}): (entity: abstract new (...args: never[]) => object) => void {
  return (entity) => {
    ownDefinition(entity.prototype as object).options = options;
    declareOpenApiOfDecorators(entity);
  };
}
