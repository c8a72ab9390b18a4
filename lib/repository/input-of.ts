// Entity instances that came from requests, as input of `create`.
import type { CreateOf } from '../entity/inputs.js';

/**
 * A request body that is an entity, as the input of `create`. The type of an entity has generated columns, that of an input has none;
 * at run time the body is what it was, and `create` refuses a generated value in it.
 *
 * @example
 * \@Post() create(\@Body() body: User): Promise<User> {
 *   return this.users.create(inputOf(body));
 * }
 */
export function inputOf<E extends object>(body: E): CreateOf<E> {
  return body as unknown as CreateOf<E>;
}
