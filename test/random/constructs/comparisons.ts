// eq, ne, gt, gte, lt, lte, between, in, notIn, isNull and isNotNull, with values and with other expressions.
import type { Kind } from '../../../lib/entity/column-type.js';
import { type Cell, codeOf, compareCells } from '../cells.js';
import { type Construct, type Expression, literal, over, type Place } from '../expression.js';
import { all, type Truth } from '../logic.js';

export const comparisons = {
  eq: (order: number) => order === 0,
  ne: (order: number) => order !== 0,
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
} as const;
export type Comparison = keyof typeof comparisons;

/** Kinds that have an order; the others are only equal or not. */
export const orderedKinds: readonly Kind[] = [
  ...(['int', 'bigint', 'float', 'decimal', 'string', 'text', 'uuid'] as const),
  ...(['date', 'time', 'timestamp', 'localTimestamp', 'duration'] as const),
];
/** Kinds whose values can be equal. */
export const comparedKinds: readonly Kind[] = [...orderedKinds, 'boolean', 'enum', 'bytes'];

/** Unknown when a side is NULL. */
export function compared(comparison: Comparison, kind: Kind, left: Cell, right: Cell): Truth {
  if (left === null || right === null) return null;
  return comparisons[comparison](compareCells(kind, left, right));
}

export function comparisonsOf(kind: Kind): readonly Comparison[] {
  return orderedKinds.includes(kind) ? ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] : ['eq', 'ne'];
}

/** Some kind of which the place has a column. */
export function anyOperand(place: Place, kinds: readonly Kind[]): Expression | undefined {
  for (const kind of place.random.some(kinds, 4)) {
    const operand = place.expression(kind);
    if (operand) return operand;
  }
  return undefined;
}

export const compareConstruct: Construct = {
  name: 'compare',
  gives: ['boolean'],
  weight: 8,
  make(place) {
    const left = anyOperand(place, comparedKinds);
    if (left === undefined) return undefined;
    const { kind } = left;
    const right =
      place.random.chance(60) || kind === 'enum' ? literal(kind, valueFor(place, left)) : place.expression(otherKind(place, kind));
    const name = place.random.pick(comparisonsOf(kind));
    return (
      right &&
      over([left, right], (a, b) => ({
        kind: 'boolean',
        code: `${a?.code}.${name}(${b?.code})`,
        evaluate: (row) => compared(name, kind, a?.evaluate(row) ?? null, b?.evaluate(row) ?? null),
      }))
    );
  },
};

/** Whole numbers and floats, strings and texts compare with each other. */
function otherKind({ random }: Place, kind: Kind): Kind {
  if (kind === 'string' || kind === 'text') return random.pick(['string', 'text']);
  if (kind === 'int' || kind === 'float') return random.pick(['int', 'float']);
  return kind;
}

/** A value that the operand may be compared with. */
export function valueFor(place: Place, operand: Expression): Cell {
  const { pool, kind, of } = operand;
  return pool && (kind === 'enum' || place.random.chance(70)) ? place.random.pick(pool) : place.value(kind, of);
}

export const betweenConstruct: Construct = {
  name: 'between',
  gives: ['boolean'],
  weight: 2,
  make(place) {
    const operand = anyOperand(place, orderedKinds);
    if (operand === undefined) return undefined;
    const { kind } = operand;
    const ends = [literal(kind, valueFor(place, operand)), place.random.chance(50) ? place.expression(kind) : undefined];
    const [low, high = literal(kind, valueFor(place, operand))] = ends;
    return (
      low &&
      over([operand, low, high], (a, b, c) => ({
        kind: 'boolean',
        code: `${a?.code}.between(${b?.code}, ${c?.code})`,
        // As two comparisons with AND between them.
        evaluate(row) {
          const [value, from, to] = [a?.evaluate(row) ?? null, b?.evaluate(row) ?? null, c?.evaluate(row) ?? null];
          return all([compared('gte', kind, value, from), compared('lte', kind, value, to)]);
        },
      }))
    );
  },
};

export const inConstruct: Construct = {
  name: 'in',
  gives: ['boolean'],
  weight: 2,
  make(place) {
    const operand = anyOperand(
      place,
      comparedKinds.filter((kind) => kind !== 'bytes'),
    );
    if (operand === undefined) return undefined;
    const list = Array.from({ length: place.random.below(5) }, () => valueFor(place, operand));
    const name = place.random.pick(['in', 'notIn'] as const);
    return over([operand], (part) => ({
      kind: 'boolean',
      code: `${part?.code}.${name}(${codeOf(list)})`,
      evaluate: (row) => listed(name, operand.kind, part?.evaluate(row) ?? null, list),
    }));
  },
};

/** NULL is in no list, nor does it count as outside. An empty list has nothing. */
export function listed(name: 'in' | 'notIn', kind: Kind, value: Cell, list: readonly Cell[]): Truth {
  if (name === 'notIn') return value !== null && list.every((element) => compareCells(kind, value, element) !== 0);
  if (value === null) return list.length === 0 ? false : null;
  return list.some((element) => compareCells(kind, value, element) === 0);
}

export const nullConstruct: Construct = {
  name: 'isNull',
  gives: ['boolean'],
  weight: 2,
  make(place) {
    const operand = anyOperand(place, [...comparedKinds, 'json', 'array']);
    if (operand === undefined) return undefined;
    const name = place.random.pick(['isNull', 'isNotNull', 'eq', 'ne'] as const);
    const argument = name === 'eq' || name === 'ne' ? 'null' : '';
    const isWanted = name === 'isNull' || name === 'eq';
    return over([operand], (part) => ({
      kind: 'boolean',
      code: `${part?.code}.${name}(${argument})`,
      evaluate: (row) => ((part?.evaluate(row) ?? null) === null) === isWanted,
    }));
  },
};
