// Makes an explanation of what a database answered: finds the reader of that database, and prints its tree.
import { inspect } from 'node:util';
import { DecodeError } from '../../error/value-errors.js';
import type { StatementNode } from '../../node/statement-node.js';
import type { ExplainNode, Explanation } from '../../query/explanation.js';
import type { ServerProfile } from '../server-profile.js';
import { type ExplainReader, isRecord } from './explain-reader.js';
import { mariadbExplain } from './mariadb.js';
import { mysqlExplain } from './mysql.js';
import { planText } from './plan-text.js';
import { postgresExplain } from './postgres.js';
import { sqliteExplain } from './sqlite.js';

const readers: readonly ExplainReader[] = [postgresExplain, mysqlExplain, mariadbExplain, sqliteExplain];

class PlanExplanation implements Explanation {
  readonly root: ExplainNode;
  readonly text: string;

  constructor(root: ExplainNode) {
    this.root = root;
    this.text = planText(root);
  }

  toString(): string {
    return this.text;
  }

  [inspect.custom](): string {
    return this.text;
  }
}

/** The explanation of `statement`. @throws DecodeError when the database explains in a form that is not known. */
export function readExplanation(profile: ServerProfile, statement: StatementNode, rows: readonly (readonly unknown[])[]): Explanation {
  const reader = readers.find(({ reads }) => reads(profile));
  try {
    if (reader === undefined) throw new TypeError('no reader for this server');
    return new PlanExplanation(reader.read({ rows, tables: tablesIn(statement) }));
  } catch {
    // The cause is left out: its message may quote the answer, which holds values of the query.
    throw new DecodeError({ message: 'the database explains the query in a form that is not known' });
  }
}

/** The stored names of tables by their aliases, from everywhere in the statement. */
function tablesIn(statement: StatementNode): Map<string, string> {
  const tables = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isRecord(value)) return;
    const { table, alias } = value;
    if (isRecord(table) && typeof table['name'] === 'string' && typeof alias === 'string') tables.set(alias, table['name']);
    Object.values(value).forEach(visit);
  };
  visit(statement);
  return tables;
}
