// Plans of plain SQL, made by hand: for tests below the planner, and for making databases.
import type { ColumnType } from '../../lib/entity/column-type.js';
import { createRecordHydrator } from '../../lib/hydrate/value-hydrators.js';
import type { FragmentNode } from '../../lib/node/expression-node.js';
import type { Plan } from '../../lib/plan/plan.js';

let lastId = 0;

/** What a statement takes and gives; parameters stand where `?` is. */
export interface RawParts {
  readonly parameters?: readonly ColumnType[];
  /** Names and types of the result's columns; undefined = as the database describes them. */
  readonly outputs?: Readonly<Record<string, ColumnType>>;
}

/** The plan of a statement that gives rows. */
export function rowsPlan(sql: string, { parameters = [], outputs }: RawParts = {}): Plan {
  const named = outputs && Object.entries(outputs).map(([name, type]) => ({ name, type }));
  return {
    ...basePlan(sql, parameters),
    mode: 'rows',
    outputs: named?.map(({ type }) => type),
    hydrate: named && createRecordHydrator(named),
    statement: {
      kind: 'raw',
      fragments: fragmentsOf(sql, parameters),
      ...(named ? { columns: named.map(({ type }) => outputOf(type)) } : {}),
    },
  };
}

/** The plan of a statement that changes rows or tables. */
export function changePlan(sql: string, parameters: readonly ColumnType[] = []): Plan {
  return {
    ...basePlan(sql, parameters),
    mode: 'affected',
    outputs: [],
    hydrate: undefined,
    statement: { kind: 'raw', fragments: fragmentsOf(sql, parameters), columns: [] },
  };
}

function basePlan(sql: string, parameters: readonly ColumnType[]) {
  return {
    id: ++lastId,
    key: sql,
    parameters: parameters.map((type) => ({ type, isList: false, label: undefined })),
    batches: [],
    entity: undefined,
  };
}

function outputOf(type: ColumnType) {
  return { expression: { kind: 'literal', value: null } as const, type };
}

function fragmentsOf(sql: string, parameters: readonly ColumnType[]): FragmentNode[] {
  return sql.split('?').flatMap((text, index): FragmentNode[] => {
    const type = parameters[index];
    const before: FragmentNode = { kind: 'text', text };
    return type ? [before, { kind: 'expression', expression: { kind: 'parameter', index, type } }] : [before];
  });
}
