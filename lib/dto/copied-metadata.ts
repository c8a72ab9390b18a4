// What is written on properties of an entity by hand, copied to a derived class: rules of class-validator, transformations, design types.
import 'reflect-metadata';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { isOwnRule } from '../entity/declare-rules.js';
import type { EntityClass } from '../entity/entity-metadata.js';

/** Copies what stands on the properties, but for what column decorators wrote. */
export function copyMetadata(from: EntityClass, to: EntityClass, properties: readonly string[]): void {
  const wanted = new Set(properties);
  copyRules(from, to, wanted);
  copyTransformations(from, to, wanted);
  for (const property of wanted) {
    const type: unknown = Reflect.getMetadata('design:type', from.prototype as object, property);
    if (type !== undefined) Reflect.defineMetadata('design:type', type, to.prototype as object, property);
  }
}

function copyRules(from: EntityClass, to: EntityClass, wanted: ReadonlySet<string>): void {
  const rules = getMetadataStorage();
  for (const rule of rules.getTargetValidationMetadatas(from, undefined as never, false, false)) {
    if (wanted.has(rule.propertyName) && !isOwnRule(rule)) rules.addValidationMetadata({ ...rule, target: to });
  }
}

const kinds = ['_typeMetadatas', '_transformMetadatas', '_exposeMetadatas', '_excludeMetadatas'] as const;

/** Column decorators have written theirs on the derived class already: those are not copied. */
function copyTransformations(from: EntityClass, to: EntityClass, wanted: ReadonlySet<string>): void {
  for (const kind of kinds) {
    const byClass = defaultMetadataStorage[kind];
    const own = byClass.get(to) ?? new Map<string, unknown>();
    const found = basesOf(from).flatMap((base) => [...(byClass.get(base) ?? [])]);
    for (const [property, metadata] of found) if (wanted.has(property) && !own.has(property)) own.set(property, metadata);
    if (own.size > 0) byClass.set(to, own);
  }
}

/** The class and its bases, the nearest first. */
function basesOf(entity: EntityClass): EntityClass[] {
  const bases: EntityClass[] = [];
  for (let at: unknown = entity; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at))
    bases.push(at as EntityClass);
  return bases;
}
