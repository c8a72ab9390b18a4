// Remembers of which cells a row was made, so that what changed since can be told. The memory is a private field: nothing else sees it.
// PERF: a private field costs nothing measurable per row, a WeakMap 200 ns.
import type { EntityMetadata } from '../entity/entity-metadata.js';

/** The outputs of a result that are the columns of one entity. */
export interface OriginForm {
  readonly entity: EntityMetadata;
  /** Outputs by property. */
  readonly outputs: ReadonlyMap<string, number>;
}

/** The cells of a result, not yet converted, and how one entity is read from them. */
export interface OriginSource {
  readonly columns: readonly ArrayLike<unknown>[];
  readonly form: OriginForm;
}

class Same {
  constructor(row: object) {
    return row;
  }
}

/** `new Stored(row, source, index)` is `row` itself, which then knows that it was made of the cells at `index`. */
export class Stored extends Same {
  #source: OriginSource | undefined;
  #index: number;

  constructor(row: object, source: OriginSource | undefined, index: number) {
    super(row);
    this.#source = source;
    this.#index = index;
  }

  static #has(row: object): row is Stored {
    return #source in row;
  }

  static sourceOf(row: object): OriginSource | undefined {
    return Stored.#has(row) ? row.#source : undefined;
  }

  static indexOf(row: object): number {
    return Stored.#has(row) ? row.#index : 0;
  }

  /** Replaces what the row remembers; undefined = it is not stored. */
  static set(row: object, source: OriginSource | undefined, index: number): void {
    const stored = Stored.#has(row) ? row : new Stored(row, source, index);
    stored.#source = source;
    stored.#index = index;
  }
}
