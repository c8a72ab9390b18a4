// Keys and columns that Oxyde or the database fills: `@Id`, `@CreatedAt`, `@UpdatedAt`, `@Version`.
import 'reflect-metadata';
import type { BareColumn, DateColumn, NumberColumn, StringColumn } from './column-decorators.js';
import { Column } from './column.js';
import type { Kind } from './column-type.js';
import { declareAbsent } from './declare-rules.js';
import { ownDefinition } from './entity-definition.js';
import type { Generation } from './entity-metadata.js';

/** Options of columns that are filled without the caller. */
export interface GeneratedOptions {
  /** The stored name. */
  readonly column?: string;
  readonly comment?: string;
}

/** `@Id()` and its kinds. */
export interface IdDecorators {
  /** A number that the database counts up. */
  (options?: GeneratedOptions): NumberColumn;
  /** A UUID of version 7, made by Oxyde. */
  uuid(options?: GeneratedOptions): StringColumn;
  /** A key that the caller gives: on a property alone, or beside a column decorator of its own. */
  natural(options?: { readonly maxLength?: number }): BareColumn;
}

type RuntimeDecorator = (prototype: object, property: string) => void;

/** A column that is filled without the caller: no input may hold it. */
function generated(kind: Kind, generation: Generation, isPrimaryKey = false): (options?: GeneratedOptions) => RuntimeDecorator {
  return ({ column, comment } = {}) =>
    (prototype, property) => {
      ownDefinition(prototype).columns.set(property, { type: Object.freeze({ kind }), generation, isPrimaryKey, column, comment });
      declareAbsent(prototype, property);
    };
}

function naturalId(options: { readonly maxLength?: number } = {}): RuntimeDecorator {
  return (prototype, property) => {
    const { columns } = ownDefinition(prototype);
    if (!columns.has(property)) {
      const decorate: unknown = options.maxLength === undefined ? Column() : Column.string(options);
      (decorate as RuntimeDecorator)(prototype, property);
    }
    const facts = columns.get(property);
    if (facts) columns.set(property, { ...facts, isPrimaryKey: true });
  };
}

/** The primary key; several make a composite one. */
export const Id = Object.assign(generated('int', 'autoIncrement', true), {
  uuid: generated('uuid', 'uuid', true),
  natural: naturalId,
}) as unknown as IdDecorators;

/** The instant at which the row was created, by the application's clock. */
export const CreatedAt: (options?: GeneratedOptions) => DateColumn = generated('timestamp', 'createdAt');
/** The instant of the last change, by the application's clock. */
export const UpdatedAt: (options?: GeneratedOptions) => DateColumn = generated('timestamp', 'updatedAt');
/** Counts the changes of a row, from 1. */
export const Version: (options?: GeneratedOptions) => NumberColumn = generated('int', 'version');
