// Checks rows of raw SQL by a Standard Schema: Zod, Valibot, ArkType and others speak it.
import { DecodeError } from '../error/value-errors.js';

/** The part of a Standard Schema (version 1) that is used here. */
export interface RowSchema<Row = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): SchemaResult<Row> | Promise<SchemaResult<Row>>;
  };
}

type SchemaResult<Row> =
  { readonly value: Row; readonly issues?: undefined } | { readonly issues: readonly { readonly path?: readonly unknown[] | undefined }[] };

/** More places than this help nobody. */
const mostPlaces = 10;

export function isRowSchema(value: unknown): value is RowSchema {
  const isHolder = (typeof value === 'object' || typeof value === 'function') && value !== null;
  return isHolder && '~standard' in value;
}

/**
 * What the schema makes of the rows.
 *
 * @throws DecodeError naming rows, counted from 1, and paths; what the schema says of them is left out, for it may quote values.
 */
export async function checkedRows<Row>(schema: RowSchema<Row>, rows: readonly unknown[]): Promise<Row[]> {
  const results = await Promise.all(rows.map((row) => schema['~standard'].validate(row)));
  const places = results.flatMap((result, index) => placesIn(result, index + 1));
  if (places.length === 0) return results.map((result) => (result as { readonly value: Row }).value);
  const more = places.length > mostPlaces ? `; and ${places.length - mostPlaces} more` : '';
  throw new DecodeError({ message: `the SQL gave what its schema refuses: ${places.slice(0, mostPlaces).join('; ')}${more}` });
}

/** One text for each row. */
function placesIn({ issues }: SchemaResult<unknown>, row: number): string[] {
  if (issues === undefined) return [];
  const paths = new Set(issues.map(({ path = [] }) => path.map(keyOf).join('.') || 'as a whole'));
  return [`row ${row}: ${[...paths].join(', ')}`];
}

function keyOf(step: unknown): string {
  return String(typeof step === 'object' && step !== null && 'key' in step ? step.key : step);
}
