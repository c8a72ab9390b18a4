// The conditions of `filter` as an object: lookups by property, and/or/not, and conditions on related rows.
import type { Kind } from '../../lib/entity/column-type.js';
import { type Cell, codeOf } from './cells.js';
import { type Comparison, compared, listed, orderedKinds } from './constructs/comparisons.js';
import { type Part, partOf, partsOf } from './constructs/date-parts.js';
import { arrayTruth, documentTruth, jsonTruth, paths, valueAt } from './constructs/json.js';
import { quantified, type Quantifier, quantifiers } from './constructs/quantifiers.js';
import { hasPart, matches, patterns, textLookups } from './constructs/text-lookups.js';
import type { Place } from './expression.js';
import { all, any, isNotTrue, type Truth } from './logic.js';
import { type ColumnModel, entityNamed, isList, type RelationModel } from './model.js';
import { cellOf, type Row, toMany, toOne } from './rows.js';

/** A condition as an object: its code, and what it says of a row. */
export interface ObjectFilter {
  readonly code: string;
  readonly evaluate: (row: Row | undefined) => Truth;
  readonly smaller: () => Iterable<ObjectFilter>;
}

/** One property of such an object. */
interface Entry {
  readonly key: string;
  readonly code: string;
  readonly evaluate: (row: Row | undefined) => Truth;
  readonly smaller?: () => Iterable<Entry>;
}

/** A random filter object. */
export function objectFilter(place: Place): ObjectFilter {
  const entries = new Map<string, Entry>();
  for (let count = place.random.below(3); count >= 0; count--) {
    const entry = entryOf(place);
    entries.set(entry.key, entry);
  }
  return filterOf([...entries.values()]);
}

/** All entries must hold; none holds always. */
function filterOf(entries: readonly Entry[]): ObjectFilter {
  return {
    code: entries.length === 0 ? '{}' : `{ ${entries.map(({ key, code }) => `${key}: ${code}`).join(', ')} }`,
    evaluate: (row) => all(entries.map(({ evaluate }) => evaluate(row))),
    *smaller() {
      if (entries.length > 1) for (const index of entries.keys()) yield filterOf(entries.toSpliced(index, 1));
      for (const [index, entry] of entries.entries()) {
        for (const less of entry.smaller?.() ?? []) yield filterOf(entries.with(index, less));
      }
    },
  };
}

function entryOf(place: Place): Entry {
  const { random, entity } = place;
  const choice = place.depth > 0 ? random.below(10) : 9;
  if (choice === 0) return listEntry(random.pick(['and', 'or'] as const), parts(place));
  if (choice === 1) return notEntry(objectFilter(place.deeper()));
  if (choice <= 4 && entity.relations.length > 0) return relationEntry(place, random.pick(entity.relations));
  return columnEntry(place, random.pick(entity.columns));
}

function parts(place: Place): ObjectFilter[] {
  const list = Array.from({ length: 1 + place.random.below(3) }, () => objectFilter(place.deeper()));
  return place.random.chance(6) ? [...list, filterOf([])] : list;
}

function listEntry(key: 'and' | 'or', list: readonly ObjectFilter[]): Entry {
  return {
    key,
    code: `[${list.map(({ code }) => code).join(', ')}]`,
    evaluate: (row) => (key === 'and' ? all : any)(list.map(({ evaluate }) => evaluate(row))),
    *smaller() {
      if (list.length > 1) for (const index of list.keys()) yield listEntry(key, list.toSpliced(index, 1));
      for (const [index, part] of list.entries()) for (const less of part.smaller()) yield listEntry(key, list.with(index, less));
    },
  };
}

function notEntry(inner: ObjectFilter): Entry {
  return {
    key: 'not',
    code: inner.code,
    evaluate: (row) => isNotTrue(inner.evaluate(row)),
    *smaller() {
      for (const less of inner.smaller()) yield notEntry(less);
    },
  };
}

function relationEntry(place: Place, relation: RelationModel): Entry {
  const target = place.inside(entityNamed(place.model, relation.target));
  if (isList(relation)) {
    const quantifier = place.random.pick([...quantifiers, undefined]);
    return manyEntry(relation, quantifier, objectFilter(target));
  }
  return place.random.chance(12) ? absentEntry(relation) : oneEntry(relation, objectFilter(target));
}

/** Without a word it means `some`. */
function manyEntry(relation: RelationModel, quantifier: Quantifier | undefined, inner: ObjectFilter): Entry {
  return {
    key: relation.property,
    code: quantifier ? `{ ${quantifier}: ${inner.code} }` : inner.code,
    evaluate: (row) => quantified(quantifier ?? 'some', toMany(row, relation).map(inner.evaluate)),
    *smaller() {
      for (const less of inner.smaller()) yield manyEntry(relation, quantifier, less);
    },
  };
}

/** Where there is no related row, its columns are NULL. */
function oneEntry(relation: RelationModel, inner: ObjectFilter): Entry {
  return {
    key: relation.property,
    code: inner.code,
    evaluate: (row) => inner.evaluate(toOne(row, relation)),
    *smaller() {
      for (const less of inner.smaller()) yield oneEntry(relation, less);
    },
  };
}

function absentEntry(relation: RelationModel): Entry {
  return { key: relation.property, code: 'null', evaluate: (row) => toOne(row, relation) === undefined };
}

/** What one lookup says of a cell. */
interface LookupCase {
  readonly code: string;
  readonly truth: (cell: Cell) => Truth;
}

function columnEntry(place: Place, column: ColumnModel): Entry {
  const { random } = place;
  if (random.chance(20) && column.kind !== 'json') return lookupEntry(column, [plainCase(place, column)], true);
  if (column.kind === 'json') return jsonEntry(place, column);
  const names = [...new Set(random.some(lookupsOf(column.kind), random.chance(25) ? 2 : 1))];
  return lookupEntry(
    column,
    names.map((name) => lookupCase(place, column, name)),
    false,
  );
}

function lookupEntry(column: ColumnModel, cases: readonly LookupCase[], isPlain: boolean): Entry {
  const code = cases.map((each) => each.code).join(', ');
  return {
    key: column.property,
    code: isPlain ? code : `{ ${code} }`,
    evaluate: (row) => all(cases.map(({ truth }) => truth(cellOf(row, column.property)))),
    *smaller() {
      if (cases.length > 1) for (const index of cases.keys()) yield lookupEntry(column, cases.toSpliced(index, 1), isPlain);
    },
  };
}

/** A value, or null for IS NULL. */
function plainCase(place: Place, column: ColumnModel): LookupCase {
  if (place.random.chance(15)) return { code: 'null', truth: (cell) => cell === null };
  const value = valueOf(place, column);
  return { code: codeOf(value), truth: (cell) => equals(column, cell, value) };
}

function equals({ kind, of }: ColumnModel, cell: Cell, value: Cell): Truth {
  return kind === 'array' ? arrayTruth('eq', of ?? 'string', cell, value) : compared('eq', kind, cell, value);
}

function valueOf(place: Place, { kind, of, pool }: ColumnModel): Cell {
  return kind === 'enum' || place.random.chance(70) ? place.random.pick(pool) : place.value(kind, of);
}

const ordered = ['gt', 'gte', 'lt', 'lte', 'between'];
const equality = ['eq', 'ne', 'in', 'notIn', 'isNull'];

function lookupsOf(kind: Kind): readonly string[] {
  if (kind === 'array') return ['eq', 'ne', 'has', 'hasAny', 'hasAll', 'isEmpty', 'isNull'];
  if (kind === 'string' || kind === 'text') return [...equality, ...ordered, ...textLookups, ...textLookups, 'regex'];
  // SQLite takes no list of bytes.
  if (kind === 'bytes') return ['eq', 'ne', 'isNull'];
  return [...equality, ...(orderedKinds.includes(kind) ? ordered : []), ...(partsOf[kind] ?? [])];
}

function lookupCase(place: Place, column: ColumnModel, name: string): LookupCase {
  const { random } = place;
  const { kind, of = 'string' } = column;
  const value = (): Cell => valueOf(place, column);
  const element = (): Cell => place.value(of);
  const list = (make: () => Cell): Cell[] => Array.from({ length: random.below(4) }, make);
  switch (name) {
    case 'isNull':
      return flagCase(name, random.chance(50), (cell) => cell === null);
    case 'isEmpty':
      return flagCase(name, random.chance(50), (cell) => arrayTruth('isEmpty', of, cell, null));
    case 'in':
    case 'notIn':
      return valueCase(name, list(value), (cell, asked) => listed(name, kind, cell, asked as readonly Cell[]));
    case 'between':
      return valueCase(name, [value(), value()], (cell, asked) => between(kind, cell, asked as readonly Cell[]));
    case 'has':
      return valueCase(name, element(), (cell, asked) => arrayTruth(name, of, cell, asked));
    case 'hasAny':
    case 'hasAll':
      return valueCase(name, list(element), (cell, asked) => arrayTruth(name, of, cell, asked));
    case 'regex':
      return regexCase(random.pick(patterns), random.pick(['', 'i']));
    default:
      return furtherCase(place, column, name);
  }
}

function furtherCase(place: Place, column: ColumnModel, name: string): LookupCase {
  const { kind, of = 'string' } = column;
  if (textLookups.includes(name)) return valueCase(name, place.value(kind), (cell, asked) => hasPart(name, cell, asked));
  if (partsOf[kind]?.includes(name as Part)) return partCase(place, column, name as Part);
  const value = valueOf(place, column);
  if (kind === 'array') return valueCase(name, value, (cell, asked) => arrayTruth(name as 'eq' | 'ne', of, cell, asked));
  return valueCase(name, value, (cell, asked) => compared(name as Comparison, kind, cell, asked));
}

function valueCase(name: string, value: Cell, truth: (cell: Cell, value: Cell) => Truth): LookupCase {
  return { code: `${name}: ${codeOf(value)}`, truth: (cell) => truth(cell, value) };
}

/** NULL is neither so nor otherwise, but for isNull itself. */
function flagCase(name: string, isWanted: boolean, truth: (cell: Cell) => Truth): LookupCase {
  return {
    code: `${name}: ${isWanted}`,
    truth(cell) {
      const found = truth(cell);
      return found === null ? false : found === isWanted;
    },
  };
}

function regexCase(pattern: string, flags: string): LookupCase {
  const code = flags ? `/${pattern}/i` : JSON.stringify(pattern);
  return { code: `regex: ${code}`, truth: (cell) => matches(pattern, flags, cell) };
}

function between(kind: Kind, cell: Cell, [low = null, high = null]: readonly Cell[]): Truth {
  return all([compared('gte', kind, cell, low), compared('lte', kind, cell, high)]);
}

/** A part of a date compares as a number, the date of an instant as a date. */
function partCase(place: Place, { pool }: ColumnModel, part: Part): LookupCase {
  const partKind = part === 'date' ? 'date' : 'int';
  const value = partOf(part, place.random.pick(pool));
  if (place.random.chance(30))
    return { code: `${part}: ${codeOf(value)}`, truth: (cell) => compared('eq', partKind, partOf(part, cell), value) };
  const name = place.random.pick<Comparison>(['eq', 'ne', 'gt', 'lte']);
  return {
    code: `${part}: { ${name}: ${codeOf(value)} }`,
    truth: (cell) => compared(name, partKind, partOf(part, cell), value),
  };
}

function jsonEntry(place: Place, column: ColumnModel): Entry {
  const { random } = place;
  if (random.chance(40)) return jsonPathEntry(place, column);
  const name = random.pick(['eq', 'ne', 'contains', 'hasKey', 'isNull'] as const);
  if (name === 'isNull') return lookupEntry(column, [flagCase(name, random.chance(50), (cell) => cell === null)], false);
  const asked = name === 'hasKey' ? random.pick(['a', 'b', 'k.y', 'q"u', 'x']) : valueOf(place, column);
  return lookupEntry(column, [valueCase(name, asked, (cell, value) => jsonTruth(name, cell, value))], false);
}

/** At a path, isNull and null mean both JSON null and nothing. */
function jsonPathEntry({ random }: Place, column: ColumnModel): Entry {
  const path = random.pick(paths);
  const code = `path: ${codeOf(path)}`;
  const name = random.pick(['eq', 'ne', 'isNull', 'eqNull', 'exists', 'contains', 'hasKey'] as const);
  const at = (truth: (value: unknown) => Truth, text: string): Entry =>
    lookupEntry(column, [{ code: text ? `${code}, ${text}` : code, truth: (cell) => truth(valueAt(cell, path)) }], false);
  const isNothing = (value: unknown): boolean => value === undefined || value === null;
  if (name === 'exists') return at((value) => value !== undefined, '');
  if (name === 'eqNull') return at(isNothing, 'eq: null');
  if (name === 'isNull') return at((value) => !isNothing(value), 'isNull: false');
  const asked = name === 'hasKey' ? 'b' : random.pick<Cell>([1, '1', 'v', true, 'x', 2, { b: 1 }, 'é', []]);
  return at((value) => (value === undefined ? null : documentTruth(name, value, asked)), `${name}: ${codeOf(asked)}`);
}
