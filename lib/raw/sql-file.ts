// A file of named SQL statements with declared parameters and columns, checked against the database before they are needed.
import { readFileSync } from 'node:fs';
import type { ElementTypes } from '../entity/column-decorators.js';
import type { ColumnType } from '../entity/column-type.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { MultipleRowsError } from '../error/multiple-rows-error.js';
import { NotFoundError } from '../error/not-found-error.js';
import { DecodeError } from '../error/value-errors.js';
import { describedNode, rawNode } from '../node/raw-nodes.js';
import type { RecordForm } from '../query/executor.js';
import { compileFragment, fragmentOf, type Part } from './sql-fragment.js';
import type { SqlSource } from './sql-source.js';
import { piecesOf, type NamedStatement, statementsIn, type TextPiece } from './sql-text.js';

/** The kinds of parameters and columns, with their values in TypeScript. */
export interface SqlValues extends Readonly<Omit<ElementTypes, 'string' | 'duration'>> {
  readonly json: unknown;
}

/** A kind, with `?` behind it where the value may be null. */
export type SqlKind = keyof SqlValues | `${keyof SqlValues}?`;

/** Names and their kinds. */
export type SqlKinds = Readonly<Record<string, SqlKind>>;

type ValueOf<K extends SqlKind> = K extends `${infer Base extends keyof SqlValues}?`
  ? SqlValues[Base] | null
  : K extends keyof SqlValues
    ? SqlValues[K]
    : never;
type ValuesOf<K extends SqlKinds> = { -readonly [N in keyof K]: ValueOf<K[N]> };

type Mode = 'many' | 'one' | 'maybe' | 'affected';

/** What a statement of a file takes and gives. */
export interface SqlDeclaration<Parameters extends SqlKinds = SqlKinds, Answer = unknown> {
  readonly mode: Mode;
  readonly parameters: Parameters;
  readonly columns: SqlKinds | undefined;
  /** For the compiler alone. */
  readonly answer?: Answer;
}

/** All rows: `-- name: topAuthors :many`. */
export function many<P extends SqlKinds, C extends SqlKinds>(parameters: P, columns: C): SqlDeclaration<P, ValuesOf<C>[]> {
  return { mode: 'many', parameters, columns };
}

/** Exactly one row: `-- name: authorOf :one`. The statement throws NotFoundError or MultipleRowsError otherwise. */
export function one<P extends SqlKinds, C extends SqlKinds>(parameters: P, columns: C): SqlDeclaration<P, ValuesOf<C>> {
  return { mode: 'one', parameters, columns };
}

/** One row or null: `-- name: findAuthor :maybe`. */
export function maybe<P extends SqlKinds, C extends SqlKinds>(parameters: P, columns: C): SqlDeclaration<P, ValuesOf<C> | null> {
  return { mode: 'maybe', parameters, columns };
}

/** The number of rows changed: `-- name: archive :affected`. */
export function affected<P extends SqlKinds>(parameters: P): SqlDeclaration<P, number> {
  return { mode: 'affected', parameters, columns: undefined };
}

export type SqlDeclarations = Readonly<Record<string, SqlDeclaration>>;

/** A statement as a function; without parameters it takes none. */
type SqlStatement<D> =
  D extends SqlDeclaration<infer P, infer A> ? (...given: keyof P extends never ? [] : [parameters: ValuesOf<P>]) => Promise<A> : never;

/** The statements of a file as functions. */
export type SqlStatements<D extends SqlDeclarations> = { readonly [N in keyof D]: SqlStatement<D[N]> };

export interface SqlFile<D extends SqlDeclarations> {
  readonly statements: SqlStatements<D>;
  /**
   * Asks the database what the columns of each statement are; no row is read and nothing is changed. Statements that change rows are
   * looked at only where they run.
   *
   * @throws the database's own error for SQL that it refuses, InvalidQueryError (OXY-Q007) for columns other than those declared
   */
  check(): Promise<void>;
}

/**
 * Reads a file of statements and binds each to its declaration.
 *
 * @throws InvalidQueryError (OXY-Q007) when file and declarations differ in statements, modes or parameters
 */
export function openSqlFile<D extends SqlDeclarations>(source: SqlSource, path: string | URL, declarations: D): SqlFile<D> {
  const file = new Map(statementsIn(readFileSync(path, 'utf8')).map((statement) => [statement.name, statement]));
  const undeclared = [...file.keys()].filter((name) => !Object.hasOwn(declarations, name));
  if (undeclared.length > 0)
    refuse(`The file of SQL has statements without a declaration: ${undeclared.join(', ')}`, 'Declare them, or take them out.');
  const bound = Object.entries(declarations).map(
    ([name, declaration]) => new BoundStatement(source, found(file, name, declaration), declaration),
  );
  return {
    statements: Object.fromEntries(bound.map((statement) => [statement.name, statement.run])) as unknown as SqlStatements<D>,
    async check() {
      for (const statement of bound) await statement.check();
    },
  };
}

function found(file: ReadonlyMap<string, NamedStatement>, name: string, { mode }: SqlDeclaration): NamedStatement {
  const statement = file.get(name);
  if (statement === undefined) return refuse(`The file of SQL has no statement ${name}`, `Write "-- name: ${name} :${mode}" above it.`);
  if (statement.mode !== mode) {
    return refuse(`The statement ${name} is :${statement.mode} in its file and ${mode} in its declaration`, 'Make them the same.');
  }
  return statement;
}

function refuse(fact: string, remedy: string): never {
  throw new InvalidQueryError({ fact: `${fact}.`, remedy });
}

class BoundStatement {
  readonly name: string;
  readonly #source: SqlSource;
  readonly #declaration: SqlDeclaration;
  readonly #pieces: readonly TextPiece[];
  readonly #record: RecordForm | undefined;

  constructor(source: SqlSource, { name, sql }: NamedStatement, declaration: SqlDeclaration) {
    this.name = name;
    this.#source = source;
    this.#declaration = declaration;
    this.#pieces = piecesOf(sql);
    this.#record = declaration.columns && { name, columns: columnsOf(declaration.columns) };
    this.#checkParameters();
  }

  readonly run = async (given: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    const request = this.#request(given);
    const { executor } = this.#source;
    if (this.#record === undefined) return await executor.change(request);
    const rows = await executor.raw({ ...request, record: this.#record });
    this.#refuseNulls(rows as readonly Readonly<Record<string, unknown>>[]);
    return this.#declaration.mode === 'many' ? rows : this.#single(rows);
  };

  async check(): Promise<void> {
    if (this.#record === undefined) return;
    const { fragments, values } = this.#compiled(Object.fromEntries(Object.keys(this.#declaration.parameters).map((name) => [name, null])));
    await this.#source.executor.raw({ statement: describedNode(fragments), values, record: this.#record });
  }

  /** A declaration says which columns may be NULL. */
  #refuseNulls(rows: readonly Readonly<Record<string, unknown>>[]): void {
    const sure = Object.entries(this.#declaration.columns ?? {}).filter(([, kind]) => !kind.endsWith('?'));
    const wrong = sure.find(([name]) => rows.some((row) => row[name] === null));
    if (wrong)
      throw new DecodeError({ message: `the column ${wrong[0]} of the statement ${this.name} is NULL; declare it as '${wrong[1]}?'` });
  }

  #single(rows: readonly unknown[]): unknown {
    if (rows.length > 1) throw new MultipleRowsError({ entity: this.name });
    if (rows.length === 0 && this.#declaration.mode === 'one') throw new NotFoundError({ entity: this.name });
    return rows[0] ?? null;
  }

  #request(given: Readonly<Record<string, unknown>>): {
    statement: ReturnType<typeof rawNode>;
    values: readonly { readonly value: unknown }[];
  } {
    const { parameters } = this.#declaration;
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(parameters, name));
    if (unknown.length > 0)
      refuse(`The statement ${this.name} has no parameter ${unknown.join(', ')}`, 'Give the parameters of its declaration.');
    for (const [name, kind] of Object.entries(parameters)) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined || (value === null && !kind.endsWith('?'))) {
        refuse(
          `The parameter ${name} of the statement ${this.name} is ${value === null ? 'null' : 'missing'}`,
          `Give a value of the kind ${kind}.`,
        );
      }
    }
    const { fragments, values } = this.#compiled(given);
    return { statement: rawNode(fragments), values };
  }

  #compiled(given: Readonly<Record<string, unknown>>): ReturnType<typeof compileFragment> {
    const parts = this.#pieces.map((piece): Part => {
      if ('text' in piece) return { kind: 'text', text: piece.text };
      return { kind: 'value', value: given[piece.parameter], type: typeOf(this.#declaration.parameters[piece.parameter] ?? 'text') };
    });
    return compileFragment(fragmentOf(parts));
  }

  #checkParameters(): void {
    const used = new Set(this.#pieces.flatMap((piece) => ('parameter' in piece ? [piece.parameter] : [])));
    const declared = Object.keys(this.#declaration.parameters);
    const undeclared = [...used].filter((name) => !declared.includes(name));
    const unused = declared.filter((name) => !used.has(name));
    if (undeclared.length > 0)
      refuse(`The statement ${this.name} has parameters without a declaration: ${undeclared.join(', ')}`, 'Declare their kinds.');
    if (unused.length > 0)
      refuse(`The statement ${this.name} does not use ${unused.join(', ')}`, 'Write :name where the value belongs, or take it out.');
  }
}

function columnsOf(columns: SqlKinds): RecordForm['columns'] {
  return Object.entries(columns).map(([name, kind]) => ({ name, type: typeOf(kind) }));
}

function typeOf(kind: SqlKind): ColumnType {
  return { kind: kind.replace(/\?$/, '') as keyof SqlValues };
}
