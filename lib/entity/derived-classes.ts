// Classes that were derived from an entity: what the registry learns of foreign keys is written on them, too.
import { declareRules, type ColumnRuleFacts } from './declare-rules.js';
import type { EntityClass } from './entity-metadata.js';
import { declareFacts, type DescribedColumn } from './openapi-facts.js';

const derivedKey = Symbol.for('oxyde:derived');
const columnsKey = Symbol.for('oxyde:keyColumns');

/** A class with some of the columns of an entity as input. */
export interface DerivedClass {
  readonly prototype: object;
  has(property: string): boolean;
  /** Every property may be left out. */
  readonly isPartial: boolean;
}

/** A column as far as rules and OpenAPI need it. */
export type InputColumn = ColumnRuleFacts & DescribedColumn;

/** From now on, and for what is known already. */
export function addDerivedClass(entity: EntityClass, derived: DerivedClass): void {
  Object.defineProperty(entity, derivedKey, { value: [...listOn<DerivedClass>(entity, derivedKey), derived], configurable: true });
  declareInput(derived, listOn<InputColumn>(entity, columnsKey));
}

/** Columns that only `@BelongsTo` declares, once their kind is known. */
export function declareKeyColumns(entity: EntityClass, columns: readonly InputColumn[]): void {
  Object.defineProperty(entity, columnsKey, { value: columns, configurable: true });
  for (const derived of listOn<DerivedClass>(entity, derivedKey)) declareInput(derived, columns);
}

/** Not that of a base class. */
function listOn<T>(entity: EntityClass, key: symbol): readonly T[] {
  return Object.hasOwn(entity, key) ? ((entity as unknown as Record<symbol, readonly T[]>)[key] ?? []) : [];
}

/** Writes rules and OpenAPI facts of the columns that the class has. */
export function declareInput({ prototype, has, isPartial }: DerivedClass, columns: readonly InputColumn[]): void {
  const own = columns.filter(({ property }) => has(property)).map((column) => ({ ...column, isOptional: isPartial || column.isOptional }));
  for (const column of own) declareRules(prototype, column.property, column);
  // What no answer shows is an input nevertheless.
  declareFacts(
    prototype,
    own.map((column) => ({ ...column, isOptional: column.isOptional || column.isNullable, isHidden: false, isWriteOnly: column.isHidden })),
  );
}
