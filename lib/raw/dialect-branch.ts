// Chooses among pieces of SQL by the server that they will run on.
import { UnsupportedError } from '../error/unsupported-error.js';

/** What of a server decides. */
export interface Server {
  readonly dialect: string;
  readonly isMariadb: boolean;
}

/** One for each dialect that is wanted; MariaDB takes that of `mysql` unless it has one of its own. */
export interface Branches<T> {
  readonly postgres?: T | undefined;
  readonly mysql?: T | undefined;
  readonly mariadb?: T | undefined;
  readonly sqlite?: T | undefined;
}

/** The names that a server goes by, the most exact one first. */
export function namesOf({ dialect, isMariadb }: Server): readonly string[] {
  return isMariadb ? ['mariadb', dialect] : [dialect];
}

/** @throws UnsupportedError when there is none for the server. */
export function branchOf<T>(branches: Branches<T>, server: Server | undefined): T {
  const names = server ? namesOf(server) : [];
  const found = names.map((name) => branches[name as keyof Branches<T>]).find((branch) => branch !== undefined);
  if (found !== undefined) return found;
  throw new UnsupportedError({
    fact: `The raw SQL is written for ${Object.keys(branches).join(', ') || 'nothing'}, not for ${names[0] ?? 'this server'}.`,
    remedy: `Give sql.dialect a branch "${names[0] ?? 'sqlite'}".`,
  });
}
