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

export function isRowSchema(value: unknown): value is RowSchema {
  const isHolder = (typeof value === 'object' || typeof value === 'function') && value !== null;
  return isHolder && '~standard' in value;
}

/** What the schema makes of the row. @throws DecodeError naming the columns, never their values. */
export async function checkedRow(schema: RowSchema, row: unknown): Promise<unknown> {
  const result = await schema['~standard'].validate(row);
  if (result.issues === undefined) return result.value;
  const places = result.issues.map(({ path = [] }) => path.map(keyOf).join('.') || 'the row');
  throw new DecodeError({ message: `a row of the SQL is not what its schema says: ${[...new Set(places)].join(', ')}` });
}

function keyOf(step: unknown): string {
  return String(typeof step === 'object' && step !== null && 'key' in step ? step.key : step);
}
