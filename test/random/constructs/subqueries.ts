// exists and in of the rows of another query, which may refer to the row outside.
import { type Construct, type Expression, type Place, truthOf, Undetermined } from '../expression.js';
import { compareRows, keyOrders } from '../answer.js';
import type { Cell } from '../cells.js';
import { any, type Truth } from '../logic.js';
import { type EntityModel, keysOf, repositoryName } from '../model.js';
import type { Row } from '../rows.js';
import { specOf } from '../spec.js';
import { columnOf, isOf } from './column.js';
import { anyOperand, comparedKinds, compared } from './comparisons.js';

/** The rows of an entity for which a condition holds. */
interface Inner {
  readonly entity: EntityModel;
  readonly variable: string;
  readonly condition: Expression;
}

function innerOf(place: Place, entity: EntityModel): Inner {
  const inner = place.inside(entity);
  return { entity, variable: inner.variable, condition: inner.condition() };
}

function codeOfInner({ entity, variable, condition }: Inner, more = ''): string {
  return `${repositoryName(entity)}.filter((${variable}) => ${condition.code}${more})`;
}

function rowsOf({ entity }: Inner, outer: Row | undefined): readonly Row[] {
  if (outer === undefined) throw new Undetermined('There is no row outside to ask from.');
  return outer.world.rowsOf(entity.name);
}

/** A column inside that equals one outside. */
interface Link {
  readonly inner: Expression;
  readonly outer: Expression;
}

function linkOf(place: Place, { entity }: Inner): Link | undefined {
  const inside = place.inside(entity);
  const outer = columnOf(place, 1, ({ kind }) => comparedKinds.includes(kind) && kind !== 'enum');
  const inner = outer && columnOf(inside, 1, (column) => isOf(column, outer.kind));
  return outer && inner && { inner, outer };
}

export const existsConstruct: Construct = {
  name: 'exists',
  gives: ['boolean'],
  weight: 3,
  make(place) {
    const inner = innerOf(place, place.random.pick(place.model.entities));
    return existing(inner, place.random.chance(70) ? linkOf(place, inner) : undefined);
  },
};

/** Never unknown. */
function existing(inner: Inner, link: Link | undefined): Expression {
  const more = link ? `.and(${link.inner.code}.eq(${link.outer.code}))` : '';
  return {
    kind: 'boolean',
    code: `exists(${codeOfInner(inner, more)})`,
    evaluate(row) {
      const truths = rowsOf(inner, row).map((other) => truthOf(inner.condition, other) === true && isLinked(link, row, other));
      return truths.some(Boolean);
    },
    *smaller() {
      if (link) yield existing(inner, undefined);
      for (const condition of inner.condition.smaller()) yield existing({ ...inner, condition }, link);
    },
  };
}

function isLinked(link: Link | undefined, outer: Row | undefined, inner: Row): boolean {
  if (link === undefined) return true;
  return compared('eq', link.inner.kind, link.inner.evaluate(inner), link.outer.evaluate(outer)) === true;
}

export const inSubqueryConstruct: Construct = {
  name: 'in a query',
  gives: ['boolean'],
  weight: 2,
  make(place) {
    const operand = anyOperand(
      place,
      comparedKinds.filter((kind) => kind !== 'enum'),
    );
    if (operand === undefined) return undefined;
    for (const entity of place.random.some(place.model.entities, 3)) {
      const column = columnOf(place.inside(entity), 0, (candidate) => isOf(candidate, operand.kind) && !candidate.isHidden);
      if (column) return within(operand, innerOf(place, entity), column);
    }
    return undefined;
  },
};

/** One value of the first row, in the order of the primary key. */
export const scalarSubqueryConstruct: Construct = {
  name: 'subquery',
  gives: ['int', 'bigint', 'float', 'decimal', 'string', 'text', 'date', 'timestamp', 'time', 'uuid', 'localTimestamp'],
  weight: 2,
  make(place, kind, of) {
    for (const entity of place.random.some(place.model.entities, 3)) {
      const column = columnOf(place.inside(entity), 0, (candidate) => isOf(candidate, kind, of) && !candidate.isHidden);
      if (column === undefined) continue;
      const inner = innerOf(place, entity);
      return firstOf(inner, column, place.random.chance(60) ? linkOf(place, inner) : undefined);
    }
    return undefined;
  },
};

function firstOf(inner: Inner, column: Expression, link: Link | undefined): Expression {
  const more = link ? `.and(${link.inner.code}.eq(${link.outer.code}))` : '';
  const keys = keysOf(inner.entity).map(({ property }) => `'${property}'`);
  const name = column.code.split('.').at(-1);
  return {
    kind: column.kind,
    of: column.of,
    code: `subquery(${codeOfInner(inner, more)}.orderBy(${keys.join(', ')}).valuesList('${name}'))`,
    evaluate(row) {
      const rows = rowsOf(inner, row);
      const truths = rows.map((other) => truthOf(inner.condition, other) === true && isLinked(link, row, other));
      const [first] = rows
        .filter((_, index) => truths[index])
        .toSorted((one, other) => compareRows(keyOrders(specOf(inner.entity)), one, other));
      return first ? column.evaluate(first) : null;
    },
    *smaller() {
      if (link) yield firstOf(inner, column, undefined);
      for (const condition of inner.condition.smaller()) yield firstOf({ ...inner, condition }, column, link);
    },
  };
}

/** Unknown when no value equals and there is a NULL on either side. */
function within(operand: Expression, inner: Inner, column: Expression): Expression {
  return {
    kind: 'boolean',
    code: `${operand.code}.in(${codeOfInner(inner)}.valuesList('${column.code.split('.').at(-1)}'))`,
    evaluate(row) {
      const value = operand.evaluate(row);
      const kept = rowsOf(inner, row).filter((other) => truthOf(inner.condition, other) === true);
      return any(kept.map((other): Truth => compared('eq', operand.kind, value, column.evaluate(other) satisfies Cell)));
    },
    *smaller() {
      for (const less of operand.smaller()) if (less.kind === operand.kind) yield within(less, inner, column);
      for (const condition of inner.condition.smaller()) yield within(operand, { ...inner, condition }, column);
    },
  };
}
