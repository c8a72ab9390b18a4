// What ends a query: all, first, last, getOrNull, count, exists, sum, avg, min, max, paginate; each with its answer.
import type { Kind } from '../../lib/entity/column-type.js';
import { type Answer, answerOf, keyOrders } from './answer.js';
import { type Cell, codeOf, compareCells } from './cells.js';
import { aggregated, type AggregateName } from './aggregates.js';
import { columnOf } from './constructs/column.js';
import { orderedKinds } from './constructs/comparisons.js';
import type { Expression, Place } from './expression.js';
import { keysOf } from './model.js';
import type { Random } from './random.js';
import type { World } from './rows.js';
import type { OrderSpec, Spec } from './spec.js';
import { outputText, rowText, valueText } from './texts.js';

/** Texts that must be there, group after group; within a group in any order. */
export type Expected = readonly (readonly string[])[];

export interface Terminal {
  readonly code: string;
  /** The code of the whole query where the terminal does not follow it. */
  readonly around?: (query: string) => string;
  /** What Oxyde must give. */
  readonly expected: (world: World, spec: Spec) => Expected;
  /** What it gave, as a list of texts. */
  readonly texts: (given: unknown, spec: Spec) => readonly string[];
  readonly smaller: () => Iterable<Terminal>;
}

export const allTerminal: Terminal = {
  code: '.all()',
  expected: (world, spec) => textsOf(answerOf(world, spec)),
  texts: (given, spec) => (given as readonly unknown[]).map((row) => rowText(row, spec)),
  smaller: () => [],
};

function textsOf({ groups }: Answer): Expected {
  return groups.map((group) => group.map(({ text }) => text));
}

/** A terminal that gives one row. */
function single(code: string, value: (world: World, spec: Spec) => string): Terminal {
  return { code, expected: (world, spec) => [[value(world, spec)]], texts: (given, spec) => [rowText(given, spec)], smaller: () => [] };
}

/** A terminal that gives a value. */
function scalar(code: string, value: (world: World, spec: Spec) => string, more: Partial<Terminal> = {}): Terminal {
  return { code, expected: (world, spec) => [[value(world, spec)]], texts: (given) => [valueText(given)], smaller: () => [], ...more };
}

/** By primary key unless there is an order; distinct rows have only their own. */
function ordersOr(spec: Spec): readonly OrderSpec[] {
  return spec.orders.length > 0 || spec.isDistinct ? spec.orders : keyOrders(spec);
}

function firstOf(world: World, spec: Spec): string {
  const limit = Math.min(1, spec.limit ?? 1);
  return answerOf(world, { ...spec, limit }).groups[0]?.[0]?.text ?? 'null';
}

const first = single('.first()', (world, spec) => firstOf(world, { ...spec, orders: ordersOr(spec) }));

/** The order from its end, NULLs included. */
const last = single('.last()', (world, spec) => firstOf(world, { ...spec, orders: ordersOr(spec).map(opposite) }));

function opposite(order: OrderSpec): OrderSpec {
  return { ...order, isDescending: !order.isDescending, nulls: order.nulls === 'first' ? 'last' : 'first' };
}

const count = scalar('.count()', (world, spec) => String(countOf(world, spec)));
const exists = scalar('.exists()', (world, spec) => String(countOf(world, spec) > 0));

/** What may be cut is as many, whichever rows they are. */
function countOf(world: World, spec: Spec): number {
  const total = answerOf(world, { ...spec, orders: [], limit: undefined, offset: 0 }).groups.flat().length;
  return Math.min(spec.limit ?? total, Math.max(0, total - spec.offset));
}

function paginate(page: number, size: number): Terminal {
  return {
    code: `.paginate({ page: ${page}, size: ${size} })`,
    expected(world, spec) {
      const total = countOf(world, { ...spec, limit: undefined, offset: 0 });
      const items = textsOf(answerOf(world, { ...spec, limit: size, offset: (page - 1) * size }));
      return [[`page ${page} of ${Math.ceil(total / size)}, size ${size}, total ${total}`], ...items];
    },
    texts(given, spec) {
      const {
        items,
        total,
        page: at,
        size: of,
        pages,
      } = given as { items: unknown[]; total: number; page: number; size: number; pages: number };
      return [`page ${at} of ${pages}, size ${of}, total ${total}`, ...items.map((row) => rowText(row, spec))];
    },
    smaller: () => [],
  };
}

/** All pages, one after the other, in an order that tells all rows apart. */
function pages(size: number): Terminal {
  return {
    ...allTerminal,
    code: '',
    around: (query) => `pagesOf(${query}, ${size})`,
    expected: (world, spec) => textsOf(answerOf(world, { ...spec, orders: [...spec.orders, ...keyOrders(spec)] })),
  };
}

/** The row of a key, where it fulfils the rest of the query too. */
function getOrNull({ random, entity }: Place): Terminal {
  const keys = keysOf(entity).map(({ property, kind, pool }) => ({ property, kind, value: random.pick(pool) }));
  const [only] = keys;
  const parts = keys.map(({ property, value }) => `${property}: ${codeOf(value)}`);
  const code = keys.length === 1 && only && random.chance(50) ? codeOf(only.value) : `{ ${parts.join(', ')} }`;
  return single(`.getOrNull(${code})`, (world, spec) => {
    const isMeant = keys.map(({ property, kind, value }) => (row: { cells: Readonly<Record<string, Cell>> }) => {
      const own = row.cells[property] ?? null;
      return own !== null && compareCells(kind, own, value) === 0;
    });
    const conditions = [...spec.conditions, ...isMeant];
    return answerOf(world, { ...spec, conditions }).groups[0]?.[0]?.text ?? 'null';
  });
}

const numbers: readonly Kind[] = ['int', 'float', 'decimal', 'bigint'];

function aggregate(place: Place): Terminal | undefined {
  const { random } = place;
  const name = random.pick<AggregateName>(['sum', 'avg', 'min', 'max']);
  const kinds = name === 'sum' || name === 'avg' ? numbers : orderedKinds;
  const kind = random.pick(kinds);
  const bare = columnOf(place, 0, (column) => kinds.includes(column.kind));
  const of = random.chance(50) ? place.expression(kind) : undefined;
  if (of) return aggregateOf(name, place.variable, of);
  return bare && namedAggregate(name, bare);
}

function namedAggregate(name: AggregateName, of: Expression): Terminal {
  const code = `.${name}('${of.code.split('.').at(-1)}')`;
  return scalar(code, (world, spec) => aggregateText(name, of, world, spec), { texts: (given) => [resultText(name, of.kind, given)] });
}

function aggregateOf(name: AggregateName, variable: string, of: Expression): Terminal {
  const code = `.${name}((${variable}) => ${of.code})`;
  return scalar(code, (world, spec) => aggregateText(name, of, world, spec), {
    texts: (given) => [resultText(name, of.kind, given)],
    *smaller() {
      for (const less of of.smaller()) yield aggregateOf(name, variable, less);
    },
  });
}

function aggregateText(name: AggregateName, of: Expression, world: World, spec: Spec): string {
  const rows = answerOf(world, spec).groups.flat();
  const values = rows.map(({ row }) => of.evaluate(row));
  return resultText(name, of.kind, aggregated(name, of.kind, values));
}

/** Averages differ in their last digits: see docs/guide/differences.md. */
function resultText(name: AggregateName, kind: Kind, value: unknown): string {
  return name === 'avg' && typeof value === 'number' ? value.toPrecision(13) : outputText(value, kind);
}

/** A terminal of groups. */
export function groupTerminal(random: Random): Terminal {
  return random.pick([allTerminal, allTerminal, count, exists]);
}

/** A terminal that fits the clauses. */
export function terminalFor(place: Place, spec: Spec): Terminal {
  const { random } = place;
  const isBounded = spec.limit !== undefined || spec.offset > 0;
  const fitting: (() => Terminal | undefined)[] = [
    () => allTerminal,
    () => allTerminal,
    () => allTerminal,
    () => allTerminal,
    () => first,
    () => count,
    () => exists,
  ];
  if (!isBounded) fitting.push(() => last);
  if (!isBounded && !spec.isDistinct)
    fitting.push(
      () => aggregate(place),
      () => aggregate(place),
    );
  if (!isBounded) fitting.push(() => paginate(1 + random.below(3), 1 + random.below(4)));
  if (!isBounded && !spec.isDistinct) fitting.push(() => getOrNull(place));
  if (!isBounded && !spec.isDistinct && spec.form !== 'scalar') fitting.push(() => pages(1 + random.below(4)));
  return random.pick(fitting)() ?? allTerminal;
}
