// Runs an example of the guide on a database: the SQL of its statements, and what it gives.
import { Repository, UnsupportedError, type CompiledSql, type DataSource, type EntityClass } from 'oxyde';
import type { Executor } from '../../lib/query/executor.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import type { QueryState } from '../../lib/query/query-state.js';
import type { RepositorySource } from '../../lib/repository/repository-source.js';
import { blogOf } from './blog.js';
import type { Example } from './chapters/chapter.js';

export interface Outcome {
  readonly statements: readonly CompiledSql[];
  /** What the query gives by `all()`, or the terminal that the example calls; rows without an order are put in one. */
  readonly result: unknown;
  /** What a database said that cannot do it; there is no result then. */
  readonly refusal?: string;
}

/** Runs it in a transaction that is rolled back: what examples change is there for no other. */
export async function outcomeOf(dataSource: DataSource, example: Example): Promise<Outcome> {
  const undo = new Error('What the example changed is undone.');
  let outcome: Outcome | undefined;
  const work = dataSource.transaction(async () => {
    outcome = await ranOrRefused(dataSource, example);
    throw undo;
  });
  await work.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  if (!outcome) throw undo;
  return outcome;
}

async function ranOrRefused(dataSource: DataSource, example: Example): Promise<Outcome> {
  try {
    return await ranOn(dataSource, example);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return { statements: [], result: undefined, refusal: `${error.name}: ${firstSentence(error.message)}` };
  }
}

async function ranOn(dataSource: DataSource, { run }: Example): Promise<Outcome> {
  const compiled: Promise<CompiledSql>[] = [];
  const source = recordingSource(dataSource, compiled);
  const blog = blogOf({ repository: (entity) => new Repository(source, entity) });
  const made: unknown = run(blog);
  const result = made instanceof QueryBuilder ? inOrder(made.state, await made.all()) : await made;
  return { statements: await Promise.all(compiled), result };
}

const running: ReadonlySet<string> = new Set(['rows', 'amount', 'keyed', 'stream'] satisfies (keyof Executor)[]);

/** The data source for repositories, which also compiles what it runs. */
function recordingSource(dataSource: DataSource, compiled: Promise<CompiledSql>[]): RepositorySource {
  const { executor } = dataSource;
  const record = (query: QueryState): void => {
    const compiling = executor.sql(query);
    // What cannot be compiled fails when it is run, too, and is reported there.
    compiling.catch(() => undefined);
    compiled.push(compiling);
  };
  const recording = new Proxy(executor, {
    get: (target, name: keyof Executor) => {
      const member: unknown = target[name];
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]): unknown => {
        if (running.has(name)) record(given[0] as QueryState);
        return member.apply(target, given) as unknown;
      };
    },
  });
  return { executor: recording, currentTransaction: undefined, metadataOf: (entity: EntityClass) => dataSource.metadataOf(entity) };
}

function inOrder({ orders }: QueryState, rows: readonly unknown[]): readonly unknown[] {
  if (orders.length > 0) return rows;
  return [...rows].sort((a, b) => sortKey(a).localeCompare(sortKey(b), 'en', { numeric: true }));
}

function sortKey(row: unknown): string {
  return JSON.stringify(row) ?? '';
}

function firstSentence(message: string): string {
  return /^.*?\.(?= |$)/.exec(message)?.[0] ?? message;
}
