// Reads the facts of an answer: the server's profile, counts of a pool, the text of a statement.
import { MessageReader } from './message-reader.js';

/** Facts by name. */
export type Facts = ReadonlyMap<string, number | string>;

/** Reads `count, (name, fact)...`. */
export function readFacts(bytes: Uint8Array): Facts {
  const reader = new MessageReader(bytes);
  const facts = new Map<string, number | string>();
  for (let count = reader.integer(); count > 0; count--) facts.set(reader.text(), factOf(reader.cell()));
  return facts;
}

function factOf(cell: unknown): number | string {
  return typeof cell === 'number' ? cell : String(cell);
}

/** What a changing statement did. */
export interface Affected {
  readonly count: number;
  /** The first generated key of an insert, where the database tells it this way; 0 otherwise. */
  readonly lastInsertId: number | bigint;
}

/** Reads `affected, lastInsertId`. */
export function readAffected(bytes: Uint8Array): Affected {
  const reader = new MessageReader(bytes);
  const count = reader.integer();
  return { count, lastInsertId: reader.cell() as number | bigint };
}
