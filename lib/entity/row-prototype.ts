// The prototype of rows: the class's own, with accessors that make reading a relation that no query loaded a named error.
import { RelationNotLoadedError } from '../error/relation-not-loaded-error.js';
import type { EntityMetadata, RelationMetadata } from './entity-metadata.js';
import { isToMany } from './is-to-many.js';

// Hangs on the metadata, which hangs on its data source.
const prototypes = new WeakMap<EntityMetadata, object>();

/**
 * The prototype of an entity's rows. The accessors are not enumerable and belong to the prototype, so that JSON, spread, `inspect` and
 * comparisons of tests do not run them; setting a relation makes it a property of the instance. They are not on the class's prototype:
 * class-transformer and class-validator read every property of a request body, which is no row.
 */
export function rowPrototypeOf(entity: EntityMetadata): object {
  let prototype = prototypes.get(entity);
  if (prototype === undefined) {
    prototype = createPrototype(entity);
    prototypes.set(entity, prototype);
  }
  return prototype;
}

function createPrototype({ target, relationOf }: EntityMetadata): object {
  const base = target.prototype as object;
  const unguarded = [...relationOf.values()].filter(({ property }) => !(property in base));
  if (unguarded.length === 0) return base;
  const prototype: object = Object.create(base) as object;
  for (const relation of unguarded) defineUnloaded(prototype, relation);
  return prototype;
}

function defineUnloaded(prototype: object, relation: RelationMetadata): void {
  const { source, property } = relation;
  Object.defineProperty(prototype, property, {
    configurable: true,
    enumerable: false,
    get(): never {
      throw new RelationNotLoadedError({ entity: source.name, property, remedy: isToMany(relation) ? 'prefetch' : 'join' });
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, property, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}
