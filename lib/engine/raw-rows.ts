// Makes rows of results whose columns the database described: raw SQL, as plain objects or as an entity.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { createDescribedHydrator, type DescribedColumn, type Mismatch } from '../hydrate/described-rows.js';
import { createRecordHydrator, type MakeValues } from '../hydrate/value-hydrators.js';
import type { Frame } from '../wire/frame-reader.js';

interface Known {
  readonly signature: string;
  readonly make: MakeValues;
}

/** Keeps a row maker per plan of raw SQL; it is made anew when the database describes the columns differently. */
export class RawRows {
  readonly #known = new Map<number, Known>();

  /** @throws InvalidQueryError when the columns are not those of the entity. */
  hydrate(planId: number, { described = [], columns, rowCount }: Frame, entity: EntityMetadata | undefined): unknown[] {
    const signature = described.map(({ name, kind }) => `${kind} ${name}`).join('\n');
    let known = this.#known.get(planId);
    if (known?.signature !== signature) {
      known = { signature, make: entity ? entityMaker(entity, described) : recordMaker(described) };
      this.#known.set(planId, known);
    }
    return known.make(columns, rowCount);
  }

  forget(planId: number): void {
    this.#known.delete(planId);
  }
}

function recordMaker(described: readonly DescribedColumn[]): MakeValues {
  return createRecordHydrator(described.map(({ name, kind }) => ({ name, type: { kind } })));
}

function entityMaker(entity: EntityMetadata, described: readonly DescribedColumn[]): MakeValues {
  if (described.length === 0) return () => [];
  const made = createDescribedHydrator(entity, described);
  if (typeof made === 'function') return made;
  throw new InvalidQueryError({
    fact: `The rows of the SQL cannot be made into ${entity.name}: ${complaint(made)}.`,
    remedy: 'Select exactly its columns, by their stored names or as its properties.',
  });
}

function complaint({ unknown, missing, unfit }: Mismatch): string {
  const parts = [
    unknown.length > 0 ? `it has no ${unknown.join(', ')}` : undefined,
    missing.length > 0 ? `${missing.join(', ')} is missing` : undefined,
    unfit.length > 0 ? `the kind of ${unfit.join(', ')} does not fit` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}
