// values with window functions: places, neighbours, and aggregates over frames.
import type { Kind } from '../../../lib/entity/column-type.js';
import { aggregated, type AggregateName } from '../aggregates.js';
import { areSame, compareRows } from '../answer.js';
import type { Cell } from '../cells.js';
import { columnAt } from '../constructs/column.js';
import { orderedKinds } from '../constructs/comparisons.js';
import type { Expression, Place } from '../expression.js';
import { keysOf } from '../model.js';
import type { Row } from '../rows.js';
import type { Clause, OrderSpec, OutputSpec } from '../spec.js';

const comparedKinds: readonly Kind[] = [...orderedKinds, 'boolean', 'enum'];

interface WindowOutput extends OutputSpec {
  readonly code: string;
}

/** The primary key and one to three windows. */
export function windowsClause(place: Place): Clause {
  const keys = keysOf(place.entity).map((column): WindowOutput => ({ ...columnAt(place.variable, [], column), name: column.property }));
  const windows = Array.from({ length: 1 + place.random.below(3) }, (_, index) => windowOf(place, `w${index}`));
  return clauseOf(place.variable, keys, windows);
}

function clauseOf(variable: string, keys: readonly WindowOutput[], windows: readonly WindowOutput[]): Clause {
  const outputs = [...keys, ...windows];
  return {
    name: 'values',
    arguments: [`(${variable}) => ({ ${outputs.map(({ name, code }) => `${name}: ${code}`).join(', ')} })`],
    apply: (spec) => ({ ...spec, outputs, form: 'record' }),
    *smaller() {
      if (windows.length > 1) for (const index of windows.keys()) yield clauseOf(variable, keys, windows.toSpliced(index, 1));
    },
  };
}

/** The rows that a window function looks at, as seen from one of them. */
interface Sight {
  /** The partition in order. */
  readonly rows: readonly Row[];
  readonly index: number;
  readonly frame: readonly Row[];
  readonly orders: readonly OrderSpec[];
}

interface WindowFunction {
  readonly code: string;
  readonly kind: Kind;
  /** Which rows are before others has to be clear. */
  readonly isTotal: boolean;
  readonly isOrdered: boolean;
  readonly hasFrame: boolean;
  readonly evaluate: (sight: Sight) => Cell;
}

function windowOf(place: Place, name: string): WindowOutput {
  const { random } = place;
  const called = functionOf(place);
  const partition = random.chance(60) ? partitionOf(place) : [];
  const isOrdered = called.isOrdered || random.chance(50);
  const hasFrame = called.hasFrame && isOrdered && random.chance(50);
  const orders = isOrdered ? ordersOf(place, called.isTotal || hasFrame) : [];
  const bounds = hasFrame ? boundsOf(place) : undefined;
  const parts = [
    ...(partition.length > 0 ? [`partitionBy: [${partition.map(({ code }) => code).join(', ')}]`] : []),
    ...(orders.length > 0 ? [`orderBy: [${orders.map(({ code }) => code).join(', ')}]`] : []),
    ...(bounds ? [`frame: { rows: [${bounds.map(String).join(', ')}] }`] : []),
  ];
  const specs = orders.map(({ order }) => order);
  return {
    name,
    kind: called.kind,
    code: `${called.code}.over(${parts.length > 0 ? `{ ${parts.join(', ')} }` : ''})`,
    evaluate(row, among) {
      const isNear = (other: Row): boolean => partition.every(({ kind, evaluate }) => areSame(kind, evaluate(row), evaluate(other)));
      const rows = among.filter(isNear).toSorted((left, right) => compareRows(specs, left, right));
      const index = rows.indexOf(row);
      return called.evaluate({ rows, index, orders: specs, frame: frameOf(rows, index, specs, bounds) });
    },
  };
}

function partitionOf({ random, entity, variable }: Place): Expression[] {
  const columns = entity.columns.filter(({ kind }) => comparedKinds.includes(kind));
  return random.some(columns, 1 + random.below(2)).map((column) => columnAt(variable, [], column));
}

interface WindowOrder {
  readonly code: string;
  readonly order: OrderSpec;
}

function ordersOf(place: Place, isTotal: boolean): WindowOrder[] {
  const { random, entity } = place;
  const columns = random.some(
    entity.columns.filter(({ kind }) => comparedKinds.includes(kind)),
    1 + random.below(2),
  );
  return [...columns, ...(isTotal ? keysOf(entity) : [])].map((column) => orderOf(place, columnAt(place.variable, [], column)));
}

function orderOf({ random }: Place, { code, kind, evaluate }: Expression): WindowOrder {
  const isDescending = random.chance(40);
  const asked = random.pick(['first', 'last', undefined] as const);
  const nulls = asked ?? (isDescending ? 'first' : 'last');
  const call = `${isDescending ? 'desc' : 'asc'}(${asked ? `{ nulls: '${asked}' }` : ''})`;
  return { code: `${code}.${call}`, order: { kind, evaluate, isDescending, nulls } };
}

type Bounds = readonly [start: number | null, end: number | null];

function boundsOf({ random }: Place): Bounds {
  return random.pick<Bounds>([
    [null, null],
    [null, 0],
    [-2, 0],
    [-1, 1],
    [0, null],
    [0, 2],
    [-2, -1],
    [1, 2],
    [null, -1],
  ]);
}

/** Without bounds: up to the last row of the same place in the order, or all rows without an order. */
function frameOf(rows: readonly Row[], index: number, orders: readonly OrderSpec[], bounds: Bounds | undefined): readonly Row[] {
  if (bounds) {
    const [start, end] = bounds;
    const from = start === null ? 0 : Math.max(0, index + start);
    return rows.slice(from, Math.max(from, end === null ? rows.length : Math.max(0, index + end + 1)));
  }
  const row = rows[index];
  return row ? rows.filter((other, at) => at <= index || compareRows(orders, row, other) === 0) : rows;
}

function functionOf(place: Place): WindowFunction {
  return place.random.pick([places, counted, summed, neighbour, valueOfFrame])(place);
}

function places({ random }: Place): WindowFunction {
  const [code, evaluate] = random.pick<readonly [string, WindowFunction['evaluate']]>([
    ['rowNumber()', ({ index }) => index + 1],
    ['rank()', ({ rows, index, orders }) => 1 + rows.findIndex((row) => compareRows(orders, row, rows[index] as Row) === 0)],
    ['denseRank()', denseRank],
  ]);
  return { code, kind: 'int', isTotal: code === 'rowNumber()', isOrdered: true, hasFrame: false, evaluate };
}

function denseRank({ rows, index, orders }: Sight): number {
  const before = rows.slice(0, index + 1);
  return before.filter((row, at) => at === 0 || compareRows(orders, before[at - 1] as Row, row) !== 0).length;
}

function counted(place: Place): WindowFunction {
  const column = place.random.chance(50) ? columnOfKinds(place, comparedKinds) : undefined;
  const evaluate = ({ frame }: Sight): number => frame.filter((row) => column === undefined || column.evaluate(row) !== null).length;
  return { code: `count(${column?.code ?? ''})`, kind: 'int', isTotal: false, isOrdered: false, hasFrame: true, evaluate };
}

function summed(place: Place): WindowFunction {
  const name = place.random.pick<AggregateName>(['sum', 'min', 'max']);
  const column = columnOfKinds(place, name === 'sum' ? ['int', 'decimal'] : ['int', 'decimal', 'date', 'string', 'timestamp', 'bigint']);
  if (column === undefined) return counted(place);
  const { kind } = column;
  const evaluate = ({ frame }: Sight): Cell =>
    aggregated(
      name,
      kind,
      frame.map((row) => column.evaluate(row)),
    );
  return { code: `${name}(${column.code})`, kind, isTotal: false, isOrdered: false, hasFrame: true, evaluate };
}

function neighbour(place: Place): WindowFunction {
  const { random } = place;
  const column = columnOfKinds(place, comparedKinds);
  if (column === undefined) return places(place);
  const [name, sign] = random.pick([['lag', -1] as const, ['lead', 1] as const]);
  const distance = 1 + random.below(2);
  const evaluate = ({ rows, index }: Sight): Cell => {
    const row = rows[index + sign * distance];
    return row ? column.evaluate(row) : null;
  };
  return { code: `${name}(${column.code}, ${distance})`, kind: column.kind, isTotal: true, isOrdered: true, hasFrame: false, evaluate };
}

function valueOfFrame(place: Place): WindowFunction {
  const column = columnOfKinds(place, comparedKinds);
  if (column === undefined) return places(place);
  const [code, at] = place.random.pick<readonly [string, number]>([
    [`firstValue(${column.code})`, 0],
    [`lastValue(${column.code})`, -1],
    [`nthValue(${column.code}, 2)`, 1],
  ]);
  const evaluate = ({ frame }: Sight): Cell => {
    const row = frame.at(at);
    return row ? column.evaluate(row) : null;
  };
  return { code, kind: column.kind, isTotal: true, isOrdered: true, hasFrame: true, evaluate };
}

function columnOfKinds({ random, entity, variable }: Place, kinds: readonly Kind[]): Expression | undefined {
  const columns = entity.columns.filter(({ kind }) => kinds.includes(kind));
  return columns.length > 0 ? columnAt(variable, [], random.pick(columns)) : undefined;
}
