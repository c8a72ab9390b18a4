// Answers a query from the rows in memory, in the plainest way: filter, sort, show, leave out doubles, cut.
import { type Cell, compareCells } from './cells.js';
import { Undetermined } from './expression.js';
import { isList, keysOf, visibleColumns } from './model.js';
import type { Row, World } from './rows.js';
import type { GroupSpec, OperandSpec, OrderSpec, OutputSpec, Spec } from './spec.js';
import { rowText } from './texts.js';

/** A row with the text of what is shown of it. */
interface Shown {
  readonly row: Row;
  readonly value: unknown;
  readonly text: string;
}

/** Rows of which those of one group may come in any order. */
export interface Answer {
  readonly groups: readonly (readonly Shown[])[];
}

/** The rows of a query. */
export function answerOf(world: World, spec: Spec): Answer {
  const rows = world.rowsOf(spec.entity.name);
  if (!spec.operands) return answerAmong(rows, spec);
  const { orders, limit, offset, ...own } = spec;
  const left = answerAmong(rows, { ...own, orders: [], limit: undefined, offset: 0, operands: undefined });
  const together = spec.operands.reduce((shown, operand) => combined(shown, operand, world), left.groups.flat());
  const sorted = together.toSorted((one, other) => compareRows(orders, one.row, other.row));
  return { groups: cut(groupsOf(orders, sorted), { ...own, orders, limit, offset }) };
}

/** All but `unionAll` give each row once. */
function combined(left: readonly Shown[], { operator, spec }: OperandSpec, world: World): Shown[] {
  const right = answerOf(world, spec).groups.flat();
  if (operator === 'unionAll') return [...left, ...right];
  // Whether documents are alike is asked of both sides.
  const all = withoutDoubles([], [...left, ...right]);
  if (operator === 'union') return all;
  const isThere = (shown: Shown): boolean => right.some(({ text }) => text === shown.text);
  return withoutDoubles([], left).filter((shown) => isThere(shown) === (operator === 'intersect'));
}

function answerAmong(rows: readonly Row[], spec: Spec): Answer {
  const kept = rows.filter((row) => isKept(row, spec));
  if (spec.groups) return { groups: [groupedRows(kept, spec, spec.groups)] };
  // Databases calculate every key, also those that no two rows need to be told apart.
  for (const row of kept) spec.orders.forEach(({ evaluate }) => evaluate(row));
  const sorted = kept.toSorted((left, right) => compareRows(spec.orders, left, right));
  const firsts = spec.distinctOn ? firstsOf(sorted, spec, spec.distinctOn) : sorted;
  const shown = firsts.map((row): Shown => ({ row, ...shownOf(row, spec, kept) }));
  return { groups: cut(groupsOf(spec.orders, spec.isDistinct ? withoutDoubles(spec.orders, shown) : shown), spec) };
}

/** Every condition is asked, even after one that fails: databases choose the order themselves, and one of them may have no answer. */
function isKept(row: Row, { conditions }: Spec): boolean {
  return conditions.map((condition) => condition(row)).every(Boolean);
}

/** The first row of each combination of the keys; the order must say which. */
function firstsOf(sorted: readonly Row[], spec: Spec, keys: readonly OutputSpec[]): Row[] {
  const isAlike = (one: Row, other: Row): boolean =>
    keys.every(({ kind, evaluate }) => areSame(kind, evaluate(one, sorted), evaluate(other, sorted)));
  return sorted.filter((row, index) => {
    const first = sorted.findIndex((other) => isAlike(other, row));
    const isRival = first !== index && compareRows(spec.orders, sorted[first] as Row, row) === 0;
    if (isRival) throw new Undetermined('The order does not say which row is the first.');
    return first === index;
  });
}

/** One row for each combination of the keys; NULLs are alike. */
function groupedRows(rows: readonly Row[], spec: Spec, { keys, aggregates, having }: GroupSpec): Shown[] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const group = groups.find(
      ([first]) => first && keys.every(({ kind, evaluate }) => areSame(kind, evaluate(first, rows), evaluate(row, rows))),
    );
    if (group) group.push(row);
    else groups.push([row]);
  }
  return groups.flatMap((group): Shown[] => {
    const [first] = group as [Row];
    const shown = [
      ...keys.map(({ name, evaluate }) => [name, evaluate(first, group)]),
      ...aggregates.map(({ name, evaluate }) => [name, evaluate(group)]),
    ];
    const value = Object.fromEntries(shown) as Record<string, Cell>;
    return having.every((holds) => holds(value)) ? [{ row: first, value, text: rowText(value, spec) }] : [];
  });
}

/** Equal, or NULL both. */
export function areSame(kind: OrderSpec['kind'], left: Cell, right: Cell): boolean {
  return left === null || right === null ? left === right : compareCells(kind, left, right) === 0;
}

/** By the keys of an order. */
export function compareRows(orders: readonly OrderSpec[], left: Row, right: Row): number {
  for (const { kind, evaluate, isDescending, nulls } of orders) {
    const order = compareKeys(kind, evaluate(left), evaluate(right), isDescending, nulls);
    if (order !== 0) return order;
  }
  return 0;
}

function compareKeys(kind: OrderSpec['kind'], left: Cell, right: Cell, isDescending: boolean, nulls: OrderSpec['nulls']): number {
  if (left === null && right === null) return 0;
  if (left === null) return nulls === 'first' ? -1 : 1;
  if (right === null) return nulls === 'first' ? 1 : -1;
  return isDescending ? -compareCells(kind, left, right) : compareCells(kind, left, right);
}

/** Rows that are shown alike are one; the order must not tell them apart. */
function withoutDoubles(orders: readonly OrderSpec[], shown: readonly Shown[]): Shown[] {
  const kept: Shown[] = [];
  for (const each of shown) {
    const twin = kept.find(({ text }) => text === each.text);
    if (twin === undefined) kept.push(each);
    else if (compareRows(orders, twin.row, each.row) !== 0) throw new Undetermined('The order is not one of what is shown.');
    else if (writtenForm(twin) !== writtenForm(each)) throw new Undetermined('Documents differ in the order of their keys.');
  }
  return kept;
}

/** With the keys of documents in the order in which they were written. */
function writtenForm({ value }: Shown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}

/** Neighbours that the order does not tell apart are one group. */
function groupsOf(orders: readonly OrderSpec[], shown: readonly Shown[]): Shown[][] {
  const groups: Shown[][] = [];
  for (const each of shown) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last && first && compareRows(orders, first.row, each.row) === 0) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

/** Limit and offset; a cut through rows that may come in any order is no answer. */
function cut(groups: readonly Shown[][], { offset, limit }: Spec): Shown[][] {
  const kept: Shown[][] = [];
  let before = 0;
  for (const group of groups) {
    const from = Math.max(0, offset - before);
    const to = limit === undefined ? group.length : Math.min(group.length, offset + limit - before);
    before += group.length;
    const part = group.slice(from, Math.max(from, to));
    if (part.length > 0 && part.length < group.length && !areAlike(group)) throw new Undetermined('The cut is within equals.');
    if (part.length > 0) kept.push(part);
  }
  return kept;
}

function areAlike(group: readonly Shown[]): boolean {
  return group.every(({ text }) => text === group[0]?.text);
}

function shownOf(row: Row, spec: Spec, among: readonly Row[]): { value: unknown; text: string } {
  const value = valueOf(row, spec, among);
  return { value, text: rowText(value, spec) };
}

/** What Oxyde gives for a row. */
function valueOf(row: Row, spec: Spec, among: readonly Row[]): unknown {
  if (spec.form === 'scalar') return spec.outputs[0]?.evaluate(row, among) ?? null;
  if (spec.form === 'record') return Object.fromEntries(spec.outputs.map(({ name, evaluate }) => [name, evaluate(row, among)]));
  const instance = Object.create({ constructor: { name: spec.entity.name } }) as Record<string, unknown>;
  for (const { property } of visibleColumns(spec.entity)) instance[property] = row.cells[property] ?? null;
  for (const { relation, spec: inner } of spec.loads) {
    const related = flat(answerAmong(row.related(relation), inner), inner);
    instance[relation.property] = isList(relation) ? related : (related[0] ?? null);
  }
  return instance;
}

/** The values in order; where equals may come in any order, there is none to expect. */
function flat({ groups }: Answer, { orders }: Spec): unknown[] {
  const isAnyOrder = orders.length > 0 && groups.some((group) => !areAlike(group));
  if (isAnyOrder) throw new Undetermined('Related rows may come in several orders.');
  return groups.flat().map(({ value }) => value);
}

/** The order by primary key, which `first` and `last` have without another. */
export function keyOrders({ entity }: Spec): OrderSpec[] {
  return keysOf(entity).map(({ property, kind }) => ({
    kind,
    evaluate: (row) => row.cells[property] ?? null,
    isDescending: false,
    nulls: 'last',
  }));
}
