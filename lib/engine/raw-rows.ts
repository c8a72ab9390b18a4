// Makes rows of results whose columns the database described: raw SQL, as plain objects or as an entity.
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { createDescribedHydrator, type DescribedColumn, type DescribedTarget, type Mismatch } from '../hydrate/described-rows.js';
import { createRecordHydrator, type MakeValues } from '../hydrate/value-hydrators.js';
import type { Frame } from '../wire/frame-reader.js';

/** What rows are made into, and how well the database knows its columns. */
export interface RawPlace {
  readonly target?: DescribedTarget | undefined;
  /** Whether the kind of a column without values is not known. */
  readonly isLoose?: boolean;
}

interface Known {
  readonly signature: string;
  readonly make: MakeValues;
}

/** Keeps a row maker per plan of raw SQL; it is made anew when the database describes the columns differently. */
export class RawRows {
  readonly #known = new Map<number, Known>();

  /** @throws InvalidQueryError when the columns are not those of the target. */
  hydrate(planId: number, frame: Frame, { target, isLoose = false }: RawPlace): unknown[] {
    const { columns, rowCount } = frame;
    const described = isLoose ? withoutGuesses(frame) : (frame.described ?? []);
    const signature = described.map(({ name, kind }) => `${kind} ${name}`).join('\n');
    let known = this.#known.get(planId);
    if (known?.signature !== signature) {
      known = { signature, make: target ? targetMaker(target, described) : recordMaker(described) };
      this.#known.set(planId, known);
    }
    return known.make(columns, rowCount);
  }

  forget(planId: number): void {
    this.#known.delete(planId);
  }
}

function recordMaker(described: readonly DescribedColumn[]): MakeValues {
  return createRecordHydrator(described.map(({ name, kind = 'text' }) => ({ name, type: { kind } })));
}

/** Texts are what a database says of columns of which it knows nothing. */
function withoutGuesses({ described = [], columns }: Frame): readonly DescribedColumn[] {
  return described.map(({ name, kind }, index) => {
    const cells = columns[index] ?? [];
    return { name, kind: kind === 'text' && Array.from(cells).every((cell) => cell === null) ? undefined : kind };
  });
}

function targetMaker(target: DescribedTarget, described: readonly DescribedColumn[]): MakeValues {
  if (described.length === 0) return () => [];
  const made = createDescribedHydrator(target, described);
  if (typeof made === 'function') return made;
  throw new InvalidQueryError({
    fact: `The rows of the SQL cannot be made into ${target.name}: ${complaint(made)}.`,
    remedy: 'Select exactly its columns, by their stored names or as its properties.',
  });
}

function complaint({ unknown, missing, repeated, unfit }: Mismatch): string {
  const parts = [
    unknown.length > 0 ? `it has no ${unknown.join(', ')}` : undefined,
    missing.length > 0 ? `${missing.join(', ')} is missing` : undefined,
    repeated.length > 0 ? `${repeated.join(', ')} is selected more than once` : undefined,
    unfit.length > 0 ? `the kind of ${unfit.join(', ')} does not fit` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}
