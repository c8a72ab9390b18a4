// orderBy: names with a sign, paths, lambdas, NULLs first or last.
import type { Kind } from '../../../lib/entity/column-type.js';
import { columnAt, columnOf } from '../constructs/column.js';
import { orderedKinds } from '../constructs/comparisons.js';
import type { Expression, Place } from '../expression.js';
import { type ColumnModel, entityNamed, keysOf, toOneRelations, visibleColumns } from '../model.js';
import type { Clause, OrderSpec } from '../spec.js';

const sortedKinds: readonly Kind[] = [...orderedKinds, 'boolean', 'enum', 'bytes'];

/** One key of an order: its code, and what it means. */
interface OrderKey {
  readonly code: string;
  readonly order: OrderSpec;
  readonly smaller?: () => Iterable<OrderKey>;
}

/** An order by some keys; a total one ends with the primary key. */
export function orderClause(place: Place, isTotal: boolean): Clause {
  const keys = Array.from({ length: 1 + place.random.below(3) }, () => orderKey(place)).filter((key) => key !== undefined);
  const last = isTotal || keys.length === 0 ? keysOf(place.entity).map((column) => namedKey(place, [], column)) : [];
  return clauseOf([...keys, ...last]);
}

/** An order by what is shown, for rows that are distinct. */
export function orderOfShown(place: Place, names: readonly string[]): Clause | undefined {
  const columns = visibleColumns(place.entity).filter(({ property, kind }) => names.includes(property) && sortedKinds.includes(kind));
  const keys = place.random.some(columns, 2).map((column) => namedKey(place, [], column));
  return keys.length > 0 ? clauseOf(keys) : undefined;
}

/** An order that begins with some columns, and says of all rows which comes first. */
export function orderByColumns(place: Place, columns: readonly ColumnModel[]): Clause {
  return clauseOf([...columns, ...keysOf(place.entity)].map((column) => namedKey(place, [], column)));
}

function clauseOf(keys: readonly OrderKey[]): Clause {
  return {
    name: 'orderBy',
    arguments: keys.map(({ code }) => code),
    apply: (spec) => ({ ...spec, orders: keys.map(({ order }) => order) }),
    *smaller() {
      if (keys.length > 1) for (const index of keys.keys()) yield clauseOf(keys.toSpliced(index, 1));
      for (const [index, key] of keys.entries()) for (const less of key.smaller?.() ?? []) yield clauseOf(keys.with(index, less));
    },
  };
}

function orderKey(place: Place): OrderKey | undefined {
  const { random, entity, model } = place;
  const choice = random.below(4);
  if (choice === 0) return lambdaKey(place);
  const relations = toOneRelations(entity);
  const relation = choice === 1 && relations.length > 0 ? random.pick(relations) : undefined;
  const columns = (relation ? entityNamed(model, relation.target) : entity).columns.filter(({ kind }) => sortedKinds.includes(kind));
  return columns.length === 0 ? undefined : namedKey(place, relation ? [relation] : [], random.pick(columns));
}

/** NULL is the greatest value. */
function namedKey({ random, variable }: Place, path: Parameters<typeof columnAt>[1], column: ColumnModel): OrderKey {
  const { kind, evaluate } = columnAt(variable, path, column);
  const isDescending = random.chance(40);
  const name = [...path, column].map(({ property }) => property).join('.');
  const nulls = isDescending ? 'first' : 'last';
  return { code: `'${isDescending ? '-' : ''}${name}'`, order: { kind, evaluate, isDescending, nulls } };
}

function lambdaKey(place: Place): OrderKey | undefined {
  const { random } = place;
  const kind = random.pick(sortedKinds);
  const expression = place.expression(kind) ?? columnOf(place, 1, (column) => sortedKinds.includes(column.kind));
  const nulls = random.pick(['first', 'last', undefined] as const);
  return expression && lambdaKeyOf(place.variable, expression, random.pick(['asc', 'desc', undefined]), nulls);
}

function lambdaKeyOf(
  variable: string,
  expression: Expression,
  word: 'asc' | 'desc' | undefined,
  asked: OrderSpec['nulls'] | undefined,
): OrderKey {
  const { kind, evaluate } = expression;
  const isDescending = word === 'desc';
  const nulls = (word && asked) ?? (isDescending ? 'first' : 'last');
  const call = word ? `.${word}(${asked ? `{ nulls: '${asked}' }` : ''})` : '';
  return {
    code: `(${variable}) => ${expression.code}${call}`,
    order: { kind, evaluate, isDescending, nulls },
    *smaller() {
      for (const less of expression.smaller()) yield lambdaKeyOf(variable, less, word, asked);
    },
  };
}
