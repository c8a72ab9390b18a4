// Names of constraints and indexes: the same for the same columns, and never longer than every database allows.
import { createHash } from 'node:crypto';

/** The shortest limit of the three databases (PostgreSQL). */
const longest = 63;

/** `post_author_id_fkey`; a name that is too long is cut and ends in a digest of the whole. */
export function constraintName(table: string, parts: readonly string[], suffix: string): string {
  const name = [table, ...parts, suffix].join('_');
  if (Buffer.byteLength(name) <= longest) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const kept = longest - suffix.length - digest.length - 2;
  return `${Buffer.from(name)
    .subarray(0, kept)
    .toString()
    .replace(/\uFFFD+$/, '')}_${digest}_${suffix}`;
}
