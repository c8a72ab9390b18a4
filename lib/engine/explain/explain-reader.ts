// What a reader of explanations is: one for each database, which alone knows how that database explains.
import type { ExplainNode } from '../../query/explanation.js';
import type { ServerProfile } from '../server-profile.js';

/** What the database answered. */
export interface ExplainAnswer {
  readonly rows: readonly (readonly unknown[])[];
  /** The stored names of tables by the aliases of the statement. */
  readonly tables: ReadonlyMap<string, string>;
}

export interface ExplainReader {
  /** Whether it understands this server. */
  readonly reads: (profile: ServerProfile) => boolean;
  /** The tree of an answer. @throws when the answer has another form. */
  readonly read: (answer: ExplainAnswer) => ExplainNode;
}

/** The only cell of an answer that is one text. */
export function onlyText({ rows }: ExplainAnswer): string {
  return rows.map((row) => String(row.at(-1))).join('\n');
}

/** The table behind the name that a database shows, and that name where it is only an alias. */
export function tableFacts(name: unknown, { tables }: ExplainAnswer): Pick<ExplainNode, 'table' | 'alias'> {
  if (typeof name !== 'string') return {};
  const table = tables.get(name);
  return table === undefined || table === name ? { table: name } : { table, alias: name };
}

/** The facts that are there: keys without a value are left out. */
export function present<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;
}

/** A number, also where a database writes it as a text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Rounded to thousandths: more digits say nothing. */
export function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1_000) / 1_000;
}

/** Conditions that hold together. */
export function allOf(conditions: readonly unknown[]): string | undefined {
  const given = conditions.filter((condition) => typeof condition === 'string' && condition !== '');
  return given.length === 0 ? undefined : given.join(' AND ');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
