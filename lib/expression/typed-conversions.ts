// Branches, casts, constants, moments and own SQL with the types that programs see.
import type { Decimal, JsonValue, Solid } from '../entity/brands.js';
import * as untyped from './conversions.js';
import { columns as untypedColumns } from './columns.js';
import type { DateSpan } from './date-span.js';
import type { Expression } from './expression.js';
import { raw as untypedRaw } from './raw-expression.js';
import type { Col, Cols, Condition, Expr, NumberExpr, StringExpr } from './types/columns.js';

/** A literal of the program is a value of its kind. */
type Wide<V> = V extends string ? string : V extends number ? number : V extends boolean ? boolean : V;
type ValueOf<W> = W extends Expr<infer V> ? V : Wide<W>;

/** Branches; NULL where none holds. */
export type Case<V> = Col<V | null> & {
  /** A further branch. */
  when<W>(condition: Condition, value: W): Case<V | ValueOf<W>>;
  /** The value where no branch holds. */
  otherwise<W>(value: W): Col<V | ValueOf<W>>;
};

/**
 * The value of the first branch whose condition holds.
 *
 * @example
 * posts.annotate((p) => ({ size: caseWhen(p.views.gt(1000), 'large').when(p.views.gt(100), 'medium').otherwise('small') }));
 */
export const caseWhen = untyped.caseWhen as unknown as <W>(condition: Condition, value: W) => Case<ValueOf<W>>;

/** A value of the program as an expression. */
export const value = untyped.literal as unknown as <W extends string | number | bigint | boolean | Date>(value: W) => Col<Wide<W>>;

interface KindValues {
  readonly text: string;
  readonly int: number;
  readonly bigint: bigint;
  readonly float: number;
  readonly decimal: Decimal;
  readonly boolean: boolean;
  readonly uuid: string;
  readonly date: string;
  readonly time: string;
  readonly timestamp: Date;
  readonly localTimestamp: string;
  readonly json: JsonValue;
}
type CastKind = Exclude<keyof KindValues, 'uuid'>;

/** The value as one of another kind. */
export const cast = untyped.cast as unknown as <V, K extends CastKind>(of: Expr<V>, kind: K) => Col<KindValues[K] | (V & null)>;

/** NULL of a kind. */
export const nothing = untyped.nothing as unknown as <K extends CastKind>(kind: K) => Col<KindValues[K] | null>;

export type DateUnitName = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';
export type NumberPart = 'year' | 'isoYear' | 'quarter' | 'month' | 'week' | 'day' | 'dayOfYear' | 'weekday' | 'hour' | 'minute' | 'second';

/** The beginning of the year, month, ... in which a moment lies; weeks begin on Monday. */
export const truncate = untyped.truncate as unknown as <V extends Date | string | null>(of: Expr<V>, unit: DateUnitName) => Col<V>;

interface Extract {
  <V extends Date | string | null>(of: Expr<V>, part: NumberPart): NumberExpr<number | (V & null)>;
  <V extends Date | string | null>(of: Expr<V>, part: 'date' | 'time'): StringExpr<string | (V & null)>;
}

/** A part of a moment: `weekday` is 1 for Monday to 7, `week` and `isoYear` are those of ISO 8601. */
export const extract = untyped.extract as unknown as Extract;

/** The moment so much later, or with negative numbers earlier; for columns of kind date, whose values are texts, too. */
export const later = ((of: Expression, span: DateSpan) => of.plus(span)) as unknown as <V extends Date | string | null>(
  of: Expr<V>,
  span: DateSpan,
) => Col<V>;

/** The milliseconds from a moment to another. */
export const elapsed = ((from: Expression, to: unknown) => (from.minus(to) as Expression).times(-1)) as unknown as <
  V extends Date | string | null,
>(
  from: Expr<V>,
  to: Expr<V> | (V & Solid),
) => NumberExpr<number | (V & null)>;

/**
 * The columns of an entity outside of lambdas, for expressions that several queries share.
 *
 * @example
 * const isPopular = columns(Post).views.gt(1000);
 * posts.filter(() => isPopular);
 * posts.annotate((p) => ({ popular: isPopular }));
 */
export const columns = untypedColumns as unknown as <T>(entity: Lazy<T>) => Cols<T>;
interface Lazy<T> {
  readonly prototype: T;
}

type Template<T> = (strings: TemplateStringsArray, ...values: unknown[]) => T;

/**
 * Own SQL inside a query: interpolated expressions are written as SQL, other values are parameters.
 *
 * @example
 * posts.filter((p) => raw.sql`${p.title} similar to ${pattern}`);
 * posts.annotate((p) => ({ distance: raw.as('int')`levenshtein(${p.title}, ${text})` }));
 */
export const raw = untypedRaw as unknown as {
  /** A condition, or what an order needs. */
  readonly sql: Template<Condition>;
  /** A value of a kind. */
  as<K extends keyof KindValues>(kind: K): Template<Col<KindValues[K] | null>>;
};
