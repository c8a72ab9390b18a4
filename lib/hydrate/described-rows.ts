// Makes the row makers of results that the database described: plain records, or an entity whose columns are found by name.
import type { ColumnType, Kind } from '../entity/column-type.js';
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { rowPrototypeOf } from '../entity/row-prototype.js';
import { conversionOf, type Convert } from './cell-conversion.js';
import { createRows, type HydrateOptions } from './hydrator.js';
import type { MakeRows } from './generated-rows.js';
import type { CellForm } from './row-form.js';

/** A column of a result as the database describes it. */
export interface DescribedColumn {
  readonly name: string;
  /** Undefined where the database knows it by values only, and there are none. */
  readonly kind: Kind | undefined;
}

/** What rows are made into. */
export interface DescribedTarget {
  readonly name: string;
  readonly prototype: object;
  readonly columns: readonly TargetColumn[];
}

type TargetColumn = Pick<ColumnMetadata, 'property' | 'name' | 'index' | 'type' | 'isHidden'>;

/** Instances of an entity. */
export function entityTarget(entity: EntityMetadata): DescribedTarget {
  return { name: entity.name, prototype: rowPrototypeOf(entity), columns: entity.columns };
}

/** Plain objects with declared columns. */
export function recordTarget({
  name,
  columns,
}: Pick<DescribedTarget, 'name'> & { readonly columns: readonly Pick<TargetColumn, 'name' | 'type'>[] }): DescribedTarget {
  const made = columns.map((column, index) => ({ ...column, property: column.name, index, isHidden: false }));
  return { name, prototype: Object.prototype, columns: made };
}

/** What keeps rows from being made into an entity. */
export interface Mismatch {
  /** Columns of the result that the entity has not. */
  readonly unknown: readonly string[];
  /** Columns of the entity that the result has not. */
  readonly missing: readonly string[];
  /** Columns of the entity that the result has more than once. */
  readonly repeated: readonly string[];
  /** Columns of another kind than the entity says. */
  readonly unfit: readonly string[];
}

/** The row maker of a target, or what is wrong. Columns are found by their stored name or their property. */
export function createDescribedHydrator(
  target: DescribedTarget,
  described: readonly DescribedColumn[],
  options: HydrateOptions = {},
): MakeRows | Mismatch {
  const columns = described.map(({ name }) => columnNamed(target, name));
  const unknown = described.filter((_, output) => columns[output] === undefined).map(({ name }) => name);
  const missing = target.columns.filter((column) => !column.isHidden && !columns.includes(column)).map(({ name }) => name);
  const cells = described.flatMap(({ kind }, output) => cellOf(columns[output], kind, output) ?? []);
  const unfit = described.filter((_, output) => columns[output] && !cells.some((cell) => cell.output === output));
  const repeated = target.columns.filter((column) => columns.filter((found) => found === column).length > 1).map(({ name }) => name);
  if (unknown.length + missing.length + repeated.length + unfit.length > 0)
    return { unknown, missing, repeated, unfit: unfit.map(({ name, kind }) => `${name} (${kind})`) };
  return createRows({ prototype: target.prototype, cells: inOrder(cells, target), nested: [] }, options);
}

function columnNamed({ columns }: DescribedTarget, name: string): TargetColumn | undefined {
  return columns.find((column) => column.name === name) ?? columns.find(({ property }) => property === name);
}

function cellOf(column: TargetColumn | undefined, kind: Kind | undefined, output: number): CellForm | undefined {
  if (column === undefined) return undefined;
  const convert = kind === undefined ? conversionOf(column.type) : describedConversion(kind, column.type);
  return convert === 'impossible' ? undefined : { property: column.property, output, convert };
}

/** In the order of the entity's columns: instances share the hidden class of those that were found by a query. */
function inOrder(cells: readonly CellForm[], { columns }: DescribedTarget): CellForm[] {
  const places = new Map(columns.map(({ property, index }) => [property, index]));
  const place = (cell: CellForm): number => places.get(cell.property) ?? 0;
  return cells.toSorted((left, right) => place(left) - place(right));
}

const texts: readonly Kind[] = ['string', 'text', 'enum', 'uuid', 'date', 'time', 'localTimestamp', 'decimal'];
const integers: readonly Kind[] = ['int', 'bigint', 'duration', 'enum'];

/** Databases describe some kinds as those in which they store them. */
function describedConversion(from: Kind, type: ColumnType): Convert | 'impossible' {
  const isNumeric = type.kind !== 'enum' || type.numbers !== undefined;
  if (from === type.kind || (type.kind === 'json' && from === 'text') || (type.kind === 'array' && (from === 'text' || from === 'json'))) {
    return conversionOf(type);
  }
  if (integers.includes(from) && integers.includes(type.kind) && isNumeric)
    return type.kind === 'bigint' ? conversionOf(type) : toSafeInteger;
  if (texts.includes(from) && texts.includes(type.kind) && !(type.kind === 'enum' && isNumeric)) return undefined;
  return storedConversion(from, type.kind);
}

function storedConversion(from: Kind, to: Kind): Convert | 'impossible' {
  if (to === 'boolean' && integers.includes(from)) return toBoolean;
  if (to === 'float' && integers.includes(from)) return toSafeInteger;
  if (to === 'timestamp' && (from === 'text' || from === 'localTimestamp')) return toInstant;
  return 'impossible';
}

function toSafeInteger(cell: unknown): number {
  const value = Number(cell);
  if (!Number.isSafeInteger(value)) throw new RangeError('an integer is beyond 2^53 - 1; declare the column as bigint');
  return value;
}

function toBoolean(cell: unknown): boolean {
  const value = Number(cell);
  if (value !== 0 && value !== 1) throw new RangeError('a boolean is stored as a number other than 0 and 1');
  return value === 1;
}

/** Stored in UTC, with a space or a `T` in the middle. */
function toInstant(cell: unknown): Date {
  const instant = new Date(`${String(cell).replace(' ', 'T').replace(/Z$/, '')}Z`);
  if (Number.isNaN(instant.getTime())) throw new RangeError('a timestamp is stored as a text that is none');
  return instant;
}
