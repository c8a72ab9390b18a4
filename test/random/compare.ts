// Runs one query in the evaluation and on the databases, and says where they differ.
import * as oxyde from 'oxyde';
import { Undetermined } from './expression.js';
import { codeOfQuery, type RandomQuery, specOfQuery } from './query.js';
import type { World } from './rows.js';
import type { Side } from './sides.js';
import type { Spec } from './spec.js';
import type { Expected } from './terminals.js';

/** What one database gave that is not what the evaluation says. */
export interface Difference {
  readonly dialect: string;
  readonly expected: Expected;
  /** The rows, or the failure in one line. */
  readonly given: readonly string[];
  readonly isFailure: boolean;
}

/** The answer of the evaluation; undefined where there is none for sure. */
export function expectedOf(world: World, query: RandomQuery): Expected | undefined {
  try {
    return query.terminal.expected(world, specOfQuery(query));
  } catch (error) {
    if (error instanceof Undetermined) return undefined;
    throw error;
  }
}

/** The functions that code may call. */
const functions: Readonly<Record<string, unknown>> = { ...oxyde, pagesOf };

/** All rows of a query, page after page. */
async function pagesOf(query: AnyPages, size: number): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (let after: string | null | undefined = undefined; after !== null;) {
    const page: Awaited<ReturnType<AnyPages['cursor']>> = await query.cursor({ size, after });
    rows.push(...page.items);
    after = page.next;
  }
  return rows;
}

interface AnyPages {
  cursor(options: { size: number; after?: string | undefined }): Promise<{ items: readonly unknown[]; next: string | null }>;
}

type Run = (...given: unknown[]) => Promise<unknown>;

/** The code of a query, ready to run: what a report shows is what ran. */
export function compiled(query: RandomQuery, repositories: readonly string[]): Run {
  // oxlint-disable-next-line typescript/no-implied-eval -- the code is that of the generator.
  return new Function(...Object.keys(functions), ...repositories, `return ${codeOfQuery(query)};`) as Run;
}

/** Where the databases differ from the evaluation; undefined when that has no answer. */
export async function differencesOf(world: World, sides: readonly Side[], query: RandomQuery): Promise<Difference[] | undefined> {
  const expected = expectedOf(world, query);
  const [first] = sides;
  if (expected === undefined || first === undefined) return undefined;
  const spec = specOfQuery(query);
  const run = compiled(query, Object.keys(first.repositories));
  const differences = await Promise.all(sides.map((side) => differenceOn(side, run, { query, spec, expected })));
  return differences.filter((difference) => difference !== undefined);
}

interface Question {
  readonly query: RandomQuery;
  readonly spec: Spec;
  readonly expected: Expected;
}

async function differenceOn(side: Side, run: Run, { query, spec, expected }: Question): Promise<Difference | undefined> {
  const { dialect, repositories } = side;
  try {
    const given = query.terminal.texts(await run(...Object.values(functions), ...Object.values(repositories)), spec);
    return isExpected(expected, given) ? undefined : { dialect, expected, given, isFailure: false };
  } catch (error) {
    return { dialect, expected, given: [failureText(error)], isFailure: true };
  }
}

/** Group after group; within a group in any order. */
function isExpected(expected: Expected, given: readonly string[]): boolean {
  let at = 0;
  for (const group of expected) {
    const part = given.slice(at, at + group.length).toSorted();
    if (group.toSorted().some((text, index) => text !== part[index])) return false;
    at += group.length;
  }
  return at === given.length;
}

function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = error instanceof oxyde.OxydeError ? `${error.code} ` : '';
  const { cause } = error;
  return `${error.constructor.name} ${code}${error.message}${cause instanceof Error ? ` (${cause.message})` : ''}`;
}
