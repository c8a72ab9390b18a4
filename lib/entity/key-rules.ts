// The rules of foreign keys that only `@BelongsTo` declares: their kind is known once the registry has resolved them.
import { declareRules } from './declare-rules.js';
import { declareKeyColumns } from './derived-classes.js';
import { definitionOf } from './entity-definition.js';
import type { EntityMetadata } from './entity-metadata.js';

const key = Symbol.for('oxyde:keyRules');

/** Writes them once per class, however many data sources hold it. */
export function declareKeyRules({ target, columns }: EntityMetadata): void {
  if (Object.hasOwn(target, key)) return;
  Object.defineProperty(target, key, { value: true });
  const declared = definitionOf(target)?.columns;
  const prototype = target.prototype as object;
  const undeclared = columns.filter(({ property }) => !declared?.has(property));
  for (const { property, type, isNullable, isOptional, isHidden } of undeclared) {
    declareRules(prototype, property, { type, isNullable, isOptional, isHidden });
  }
  declareKeyColumns(target, undeclared);
}
