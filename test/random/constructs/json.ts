// Documents and arrays in lambdas: eq, contains, hasKey, path; has, hasAny, hasAll, isEmpty.
import type { ElementKind } from '../../../lib/entity/column-type.js';
import { type Cell, codeOf, compareCells, isObject, jsonEquals } from '../cells.js';
import { type Construct, type Expression, over, type Place } from '../expression.js';
import type { Truth } from '../logic.js';

export type Path = readonly (string | number)[];
export const paths: readonly Path[] = [['a'], ['b', 0], ['a', 'b'], ['k.y'], ['q"u'], [0], [1, 'b'], ['c'], ['zz']];

/** What is at a path; undefined where there is nothing. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? (at[step] as unknown) : undefined;
    return isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }, document);
}

/** All of the part is in the whole: keys of objects, elements of arrays in any order. */
export function jsonContains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) {
    const parts: readonly unknown[] = Array.isArray(part) ? part : [part];
    return (Array.isArray(part) || !isObject(part)) && parts.every((wanted) => whole.some((element) => elementContains(element, wanted)));
  }
  if (!isObject(whole) || !isObject(part)) return jsonEquals(whole, part);
  return Object.keys(part).every((key) => Object.hasOwn(whole, key) && valueContains(whole[key], part[key]));
}

/** Only at the top does an array contain a bare value. */
function valueContains(whole: unknown, part: unknown): boolean {
  return Array.isArray(whole) === Array.isArray(part) && jsonContains(whole, part);
}

function elementContains(element: unknown, wanted: unknown): boolean {
  return valueContains(element, wanted);
}

export type ArrayMode = 'has' | 'hasAny' | 'hasAll';

export function arrayHas(mode: ArrayMode, of: ElementKind, array: Cell, asked: Cell): Truth {
  if (array === null) return null;
  const has = (element: Cell): boolean => (array as readonly Cell[]).some((own) => compareCells(of, own, element) === 0);
  if (mode === 'has') return has(asked);
  return mode === 'hasAny' ? (asked as readonly Cell[]).some(has) : (asked as readonly Cell[]).every(has);
}

export const jsonConstruct: Construct = {
  name: 'json',
  gives: ['boolean'],
  weight: 2,
  make(place) {
    const column = place.expression('json');
    if (column === undefined) return undefined;
    const name = place.random.pick(['eq', 'ne', 'contains', 'hasKey', 'path'] as const);
    if (name === 'path') return atPath(place, column);
    const asked = name === 'hasKey' ? place.random.pick(['a', 'b', 'k.y', 'q"u', 'x']) : place.value('json');
    return over([column], (part) => ({
      kind: 'boolean',
      code: `${part?.code}.${name}(${codeOf(asked)})`,
      evaluate: (row) => jsonTruth(name, part?.evaluate(row) ?? null, asked),
    }));
  },
};

export function jsonTruth(name: 'eq' | 'ne' | 'contains' | 'hasKey', document: Cell, asked: Cell): Truth {
  return document === null ? null : documentTruth(name, document, asked);
}

/** The same of a value in a document, where null is a value. */
export function documentTruth(name: 'eq' | 'ne' | 'contains' | 'hasKey', document: unknown, asked: Cell): boolean {
  if (name === 'contains') return jsonContains(document, asked);
  if (name === 'hasKey') return isObject(document) && Object.hasOwn(document, String(asked));
  return jsonEquals(document, asked) === (name === 'eq');
}

function atPath(place: Place, column: Expression): Expression {
  const path = place.random.pick(paths);
  const asked = place.random.pick<Cell>([1, '1', 'v', true, 'x', 2, { b: 1 }, 'é']);
  const name = place.random.pick(['eq', 'ne'] as const);
  return over([column], (part) => ({
    kind: 'boolean',
    code: `${part?.code}.path(${path.map((step) => codeOf(step)).join(', ')}).${name}(${codeOf(asked)})`,
    evaluate(row) {
      const value = valueAt(part?.evaluate(row) ?? null, path);
      return value === undefined ? null : jsonEquals(value, asked) === (name === 'eq');
    },
  }));
}

export const arrayConstruct: Construct = {
  name: 'array',
  gives: ['boolean'],
  weight: 2,
  make(place) {
    const of = place.random.pick<ElementKind>(['string', 'int', 'boolean', 'bigint', 'decimal', 'date']);
    const column = place.expression('array', of);
    if (column === undefined) return undefined;
    const mode = place.random.pick(['has', 'hasAny', 'hasAll', 'isEmpty', 'eq'] as const);
    const list = Array.from({ length: place.random.below(3) }, () => place.value(of));
    const asked = mode === 'has' ? place.value(of) : list;
    return over([column], (part) => ({
      kind: 'boolean',
      code: `${part?.code}.${mode}(${mode === 'isEmpty' ? '' : codeOf(asked)})`,
      evaluate: (row) => arrayTruth(mode, of, part?.evaluate(row) ?? null, asked),
    }));
  },
};

export function arrayTruth(mode: ArrayMode | 'isEmpty' | 'eq' | 'ne', of: ElementKind, array: Cell, asked: Cell): Truth {
  if (array === null) return null;
  if (mode === 'isEmpty') return (array as readonly Cell[]).length === 0;
  if (mode !== 'eq' && mode !== 'ne') return arrayHas(mode, of, array, asked);
  const [own, other] = [array as readonly Cell[], asked as readonly Cell[]];
  const isEqual = own.length === other.length && own.every((element, index) => compareCells(of, element, other[index] ?? null) === 0);
  return isEqual === (mode === 'eq');
}
