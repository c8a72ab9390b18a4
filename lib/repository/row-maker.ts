// Makes the stored values of new rows out of what callers give: defaults, keys, times and versions are filled in, the input stays as it is.
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UnknownKeyError } from '../error/unknown-key-error.js';
import type { ColumnMetadata, EntityMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { uuidV7 } from './uuid-v7.js';

/** What is the same for all rows of one call. */
export interface RowMoment {
  readonly now: Date;
}

/** Stands for a column that is left to the database. */
export const absent: unique symbol = Symbol('absent');

/** Gives the value of one column of a new row, or `absent`. */
type Fill = (given: unknown, moment: RowMoment) => unknown;

export class RowMaker {
  readonly #entity: EntityMetadata;
  readonly #fills: readonly Fill[];

  constructor(entity: EntityMetadata) {
    this.#entity = entity;
    this.#fills = entity.columns.map((column) => fillOf(entity, column));
  }

  /**
   * The values of a new row in the order of the entity's columns.
   *
   * @throws InvalidValueError
   */
  row(input: object, moment: RowMoment): unknown[] {
    const given = input as Readonly<Record<string, unknown>>;
    return this.#entity.columns.map(({ property }, index) => this.#fills[index]?.(given[property], moment));
  }

  /** @throws UnknownKeyError for what is no property; InvalidValueError for a relation */
  assertKnown(input: object): void {
    const { columnOf, relationOf, name } = this.#entity;
    for (const key of Object.keys(input)) {
      if (columnOf.has(key) || (input as Record<string, unknown>)[key] === undefined) continue;
      const relation = relationOf.get(key);
      if (relation) throw relationGiven(relation);
      throw new UnknownKeyError({ entity: name, key, known: [...columnOf.keys()] });
    }
  }
}

function fillOf(entity: EntityMetadata, column: ColumnMetadata): Fill {
  const made = generatedFill(column);
  if (made) return (given, moment) => (given === undefined ? made(moment) : refuse(entity, column));
  const fallback = fallbackOf(entity, column);
  if (column.isNullable) return (given) => (given === undefined ? fallback() : given);
  return (given) => {
    if (given === null) throw invalid(entity, column, 'a value', 'it is null, and the column is not nullable');
    return given === undefined ? fallback() : given;
  };
}

/** How a column is filled that no input may give; undefined for ordinary columns. */
function generatedFill({ generation, generatedAs }: ColumnMetadata): ((moment: RowMoment) => unknown) | undefined {
  if (generatedAs !== undefined) return () => absent;
  switch (generation) {
    case 'autoIncrement':
    case 'database':
      return () => absent;
    case 'uuid':
      return ({ now }) => uuidV7(now);
    case 'createdAt':
    case 'updatedAt':
      return ({ now }) => now;
    case 'version':
      return () => 1;
    case 'none':
      return undefined;
  }
}

function fallbackOf(entity: EntityMetadata, column: ColumnMetadata): () => unknown {
  const { default: value } = column;
  if (typeof value === 'function') return value as () => unknown;
  if (value !== undefined) return () => value;
  if (column.databaseDefault !== undefined) return () => absent;
  if (column.isNullable) return () => null;
  return () => missing(entity, column);
}

function refuse(entity: EntityMetadata, column: ColumnMetadata): never {
  throw invalid(entity, column, 'no value', 'Oxyde or the database writes it');
}

function missing(entity: EntityMetadata, column: ColumnMetadata): never {
  throw invalid(entity, column, 'a value', 'it is missing, and the column is not nullable and has no default');
}

function invalid(entity: EntityMetadata, { property, type }: ColumnMetadata, expected: string, reason: string): InvalidValueError {
  return new InvalidValueError({ label: `${entity.name}.${property}`, kind: type.kind, expected, reason });
}

function relationGiven(relation: RelationMetadata): InvalidValueError {
  const label = `${relation.source.name}.${relation.property}`;
  return new InvalidValueError({ label, kind: 'relation', expected: 'no value', reason: relationReason(relation) });
}

function relationReason(relation: RelationMetadata): string {
  const fact = 'it is a relation, and related rows are not written along';
  if (relation.kind !== 'belongsTo') return `${fact}; create the rows of ${relation.target.name} by their own repository`;
  return `${fact}; use ${relation.foreignKey.columns.map(({ property }) => property).join(' and ')}`;
}
