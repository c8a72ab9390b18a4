// Tells relations that lead to lists from those that lead to one row or none.
import type { RelationMetadata } from './entity-metadata.js';

/** Whether a relation leads to any number of rows. */
export function isToMany({ kind }: RelationMetadata): boolean {
  return kind === 'hasMany' || kind === 'manyToMany';
}
