// groupBy and aggregate: one row for each group; filters that follow are on the groups.
import type { Kind } from '../../../lib/entity/column-type.js';
import { aggregated, type AggregateName } from '../aggregates.js';
import { type Cell, codeOf } from '../cells.js';
import { columnAt } from '../constructs/column.js';
import { compared, type Comparison, orderedKinds } from '../constructs/comparisons.js';
import { type Expression, type Place, truthOf } from '../expression.js';
import type { ColumnModel } from '../model.js';
import type { Row } from '../rows.js';
import type { Clause, GroupOutput } from '../spec.js';

const keyKinds: readonly Kind[] = [...orderedKinds, 'boolean', 'enum'];

/** A group by own columns, with one to three aggregates; undefined where no column fits. */
export function groupClauses(place: Place): Clause[] {
  const { random, entity } = place;
  const columns = random.some(
    entity.columns.filter(({ kind }) => keyKinds.includes(kind)),
    1 + random.below(2),
  );
  const outputs = Array.from({ length: 1 + random.below(3) }, (_, index) => aggregateOf(place, `a${index}`)).filter(
    (made) => made !== undefined,
  );
  const counted = [...outputs, countOf(place, 'n')];
  const having = random.chance(40) ? [havingClause(random.below(4), random.pick(['gt', 'lte', 'eq', 'ne']))] : [];
  return [groupClause(place.variable, columns, counted), ...having];
}

interface Aggregate extends GroupOutput {
  readonly code: string;
}

function groupClause(variable: string, columns: readonly ColumnModel[], aggregates: readonly Aggregate[]): Clause {
  const keys = columns.map((column) => ({ ...columnAt(variable, [], column), name: column.property }));
  const names = columns.map(({ property }) => `'${property}'`).join(', ');
  return {
    name: `groupBy(${names}).aggregate`,
    arguments: [`(${variable}) => ({ ${aggregates.map(({ name, code }) => `${name}: ${code}`).join(', ')} })`],
    apply: (spec) => ({
      ...spec,
      form: 'record',
      outputs: [...keys, ...aggregates].map(({ name, kind }) => ({ name, kind, evaluate: () => null })),
      groups: { keys, aggregates, having: [] },
    }),
    *smaller() {
      if (columns.length > 1) for (const index of columns.keys()) yield groupClause(variable, columns.toSpliced(index, 1), aggregates);
      // The count is what filters name.
      for (const index of aggregates.keys()) {
        if (index < aggregates.length - 1) yield groupClause(variable, columns, aggregates.toSpliced(index, 1));
      }
    },
  };
}

function countOf({ random, variable, entity, condition }: Place, name: string): Aggregate {
  const filter = random.chance(25) ? condition() : undefined;
  const column = random.chance(30)
    ? columnAt(variable, [], random.pick(entity.columns.filter(({ kind }) => keyKinds.includes(kind))))
    : undefined;
  const given = [...(column ? [column.code] : []), ...(filter ? [`{ filter: ${filter.code} }`] : [])];
  return {
    name,
    kind: 'int',
    code: `count(${given.join(', ')})`,
    evaluate: (rows) => kept(rows, filter).filter((row) => column === undefined || column.evaluate(row) !== null).length,
  };
}

function aggregateOf(place: Place, name: string): Aggregate | undefined {
  const { random } = place;
  const kind = random.pick<Kind>(['int', 'int', 'decimal', 'bigint', 'string', 'date', 'timestamp', 'uuid']);
  const of = place.expression(kind);
  if (of === undefined) return undefined;
  const isNumber = kind === 'int' || kind === 'decimal';
  const word = random.pick<AggregateName>(isNumber ? ['sum', 'min', 'max'] : ['min', 'max']);
  const filter = random.chance(25) ? place.condition() : undefined;
  return {
    name,
    kind,
    code: `${word}(${of.code}${filter ? `, { filter: ${filter.code} }` : ''})`,
    evaluate: (rows) =>
      aggregated(
        word,
        kind,
        kept(rows, filter).map((row) => of.evaluate(row)),
      ),
  };
}

function kept(rows: readonly Row[], filter: Expression | undefined): readonly Row[] {
  return filter ? rows.filter((row) => truthOf(filter, row) === true) : rows;
}

/** A filter that follows the groups is on them. */
function havingClause(value: Cell, comparison: Comparison): Clause {
  const holds = (cells: Readonly<Record<string, Cell>>): boolean => compared(comparison, 'int', cells['n'] ?? null, value) === true;
  return {
    name: 'filter',
    arguments: [`{ n: { ${comparison}: ${codeOf(value)} } }`],
    apply: (spec) => (spec.groups ? { ...spec, groups: { ...spec.groups, having: [...spec.groups.having, holds] } } : spec),
    smaller: () => [],
  };
}
