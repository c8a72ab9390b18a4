// What a database cannot do, says with an `UnsupportedError`, and docs/guide/differences.md explains: no difference.
import { UnsupportedError } from 'oxyde';

const limits: readonly RegExp[] = [/SQLite has no remainder of decimals/, /SQLite has no exact (Round|Floor|Ceil) of decimals/];

export function isKnownLimit(error: unknown): boolean {
  return error instanceof UnsupportedError && limits.some((limit) => limit.test(error.message));
}
