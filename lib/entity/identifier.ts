// What every database takes as a name.

/** The shortest limit of the three databases (PostgreSQL), in bytes. */
export const longestIdentifier = 63;

/** Why a name cannot be used; undefined when it can. */
export function identifierProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.includes('\0')) return 'contains the character NUL';
  return Buffer.byteLength(name) > longestIdentifier ? `is longer than ${longestIdentifier} bytes` : undefined;
}
