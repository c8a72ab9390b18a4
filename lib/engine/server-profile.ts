// What the connected server is and can do, as the addon found out when it connected.
import type { Facts } from '../wire/facts-reader.js';

export interface ServerProfile {
  /** The family of SQL: `postgres`, `mysql` or `sqlite`. */
  readonly dialect: string;
  readonly isMariadb: boolean;
  /** As the server says it. */
  readonly version: string;
  /** major * 10000 + minor * 100 + patch. */
  readonly versionNumber: number;
  readonly hasInsertReturning: boolean;
  /** Whether UPDATE and DELETE give rows back. */
  readonly hasUpdateReturning: boolean;
  /** The most parameters of one statement. */
  readonly maxParameters: number;
  /** Whether a foreign key can be added to a table that exists. */
  readonly canAddForeignKeys: boolean;
  /** Whether columns of raw SQL are known by the values in them only: a column without one may be of any kind. */
  readonly describesByValue: boolean;
}

export function profileOf(facts: Facts): ServerProfile {
  return {
    dialect: String(facts.get('dialect')),
    isMariadb: facts.get('isMariadb') === 1,
    version: String(facts.get('version')),
    versionNumber: Number(facts.get('versionNumber')),
    hasInsertReturning: facts.get('hasInsertReturning') === 1,
    hasUpdateReturning: facts.get('hasUpdateReturning') === 1,
    maxParameters: Number(facts.get('maxParameters')),
    canAddForeignKeys: facts.get('dialect') !== 'sqlite',
    describesByValue: facts.get('dialect') === 'sqlite',
  };
}
