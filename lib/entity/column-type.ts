// The type of a column as both halves know it: the mirror of `ColumnType` in oxyde-wire.

/** What a value is in the class; the stored form follows from it and from the dialect. */
export type Kind =
  | 'string'
  | 'text'
  | 'int'
  | 'bigint'
  | 'float'
  | 'decimal'
  | 'boolean'
  | 'uuid'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'localTimestamp'
  | 'duration'
  | 'bytes'
  | 'json'
  | 'array'
  | 'enum';

/** Kinds that may be elements of an array. */
export type ElementKind = Exclude<Kind, 'json' | 'array' | 'enum'>;

/** The type of a column, parameter or result; frozen plain data that crosses the boundary as it is. */
export interface ColumnType {
  readonly kind: Kind;
  /** The kind of an array's elements. */
  readonly of?: ElementKind;
  /** Characters, of a string or of the elements of an array of strings. */
  readonly maxLength?: number;
  readonly precision?: number;
  readonly scale?: number;
  /** The values of a textual enum. */
  readonly values?: readonly string[];
  /** The values of a numeric enum; exactly one of `values` and `numbers` is set for an enum. */
  readonly numbers?: readonly number[];
  /** A type written by the user, such as `CITEXT`; the kind says how its values cross. */
  readonly native?: string;
  readonly collation?: string;
}

/** Whole numbers: counts, lengths, limits. */
export const intType: ColumnType = Object.freeze({ kind: 'int' });
