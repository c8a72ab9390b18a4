// The error of reading a relation that no query loaded.
import { OxydeError } from './oxyde-error.js';

/** Reading a relation that is not loaded; never confused with null or an empty list. */
export class RelationNotLoadedError extends OxydeError {
  static override readonly code = 'OXY-R003';
  readonly entity: string;
  readonly property: string;

  /** `remedy` is the clause that loads the relation. */
  constructor({ entity, property, remedy }: { readonly entity: string; readonly property: string; readonly remedy: 'join' | 'prefetch' }) {
    super({ fact: `The relation ${entity}.${property} is not loaded.`, remedy: `Load it with ${remedy}({ ${property}: true }).` });
    this.entity = entity;
    this.property = property;
  }
}
