// Makes reading a relation that no query loaded a named error instead of undefined.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { RelationNotLoadedError } from '../error/relation-not-loaded-error.js';
import { isToMany } from './relation-keys.js';

/** On a prototype that has the accessors; two copies of the package agree. */
const marker = Symbol.for('oxyde.unloadedRelations');

/**
 * Puts accessors on the entity's prototype, once. They are not enumerable and belong to the prototype, so that JSON, spread, `inspect` and
 * comparisons of tests do not run them; setting a relation makes it a property of the instance.
 */
export function defineUnloadedRelations(entity: EntityMetadata): void {
  const prototype = entity.target.prototype as object;
  if (Object.hasOwn(prototype, marker)) return;
  Object.defineProperty(prototype, marker, { value: true });
  for (const relation of entity.relationOf.values()) {
    if (!Object.hasOwn(prototype, relation.property)) defineUnloaded(prototype, entity.name, relation.property, isToMany(relation));
  }
}

function defineUnloaded(prototype: object, entity: string, property: string, isList: boolean): void {
  Object.defineProperty(prototype, property, {
    configurable: true,
    enumerable: false,
    get(): never {
      throw new RelationNotLoadedError({ entity, property, remedy: isList ? 'prefetch' : 'join' });
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, property, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}
