// Keys and columns that Oxyde or the database fills: `@Id`, `@CreatedAt`, `@UpdatedAt`, `@Version`.
import 'reflect-metadata';
import type { BareColumn, DateColumn, NumberColumn, StringColumn } from './column-decorators.js';
import { Column } from './column.js';
import type { Kind } from './column-type.js';
import { ownDefinition } from './entity-definition.js';
import type { Generation } from './entity-metadata.js';

/** `@Id()` and its kinds. */
export interface IdDecorators {
  /** A number that the database counts up. */
  (): NumberColumn;
  /** A UUID of version 7, made by Oxyde. */
  uuid(): StringColumn;
  /** A key that the caller gives: on a property alone, or beside a column decorator of its own. */
  natural(options?: { readonly maxLength?: number }): BareColumn;
}

/** A column that is filled without the caller; it gets no rules, since no input may hold it. */
function generated(kind: Kind, generation: Generation, isPrimaryKey = false): (prototype: object, property: string) => void {
  return (prototype, property) => {
    ownDefinition(prototype).columns.set(property, { type: Object.freeze({ kind }), generation, isPrimaryKey });
  };
}

function naturalId(options: { readonly maxLength?: number } = {}): (prototype: object, property: string) => void {
  return (prototype, property) => {
    const { columns } = ownDefinition(prototype);
    if (!columns.has(property)) {
      const decorate = (options.maxLength === undefined ? Column() : Column.string(options)) as unknown as (
        prototype: object,
        property: string,
      ) => void;
      decorate(prototype, property);
    }
    const facts = columns.get(property);
    if (facts) columns.set(property, { ...facts, isPrimaryKey: true });
  };
}

/** The primary key; several make a composite one. */
export const Id = Object.assign(() => generated('int', 'autoIncrement', true), {
  uuid: () => generated('uuid', 'uuid', true),
  natural: naturalId,
}) as unknown as IdDecorators;

/** The instant at which the row was created, by the application's clock. */
export const CreatedAt: () => DateColumn = () => generated('timestamp', 'createdAt');
/** The instant of the last change, by the application's clock. */
export const UpdatedAt: () => DateColumn = () => generated('timestamp', 'updatedAt');
/** Counts the changes of a row, from 1. */
export const Version: () => NumberColumn = () => generated('int', 'version');
