// values and valuesList, by names and by lambdas.
import type { ElementKind, Kind } from '../../../lib/entity/column-type.js';
import { columnAt, columnOf } from '../constructs/column.js';
import type { Expression, Place } from '../expression.js';
import type { ColumnModel } from '../model.js';
import type { Clause, OutputSpec } from '../spec.js';

/** Named expressions. */
type Named = readonly (readonly [name: string, expression: Expression])[];

export function valuesClause(place: Place): Clause {
  const { random, entity, variable } = place;
  const choice = random.below(4);
  if (choice === 0) return namesOf('values', variable, random.some(entity.columns, 1 + random.below(4)));
  if (choice === 1) return namesOf('valuesList', variable, [random.pick(entity.columns)]);
  const made = Array.from({ length: choice === 2 ? 1 : 1 + random.below(3) }, (_, index) => [`v${index}`, output(place)] as const);
  return choice === 2 ? listOf(place.variable, made[0]?.[1] ?? output(place)) : recordOf(place.variable, made);
}

const outputKinds: readonly Kind[] = [
  ...(['int', 'float', 'decimal', 'bigint', 'text', 'text', 'boolean', 'boolean', 'date', 'timestamp', 'time', 'uuid'] as const),
  ...(['string', 'json', 'enum', 'bytes', 'localTimestamp', 'duration'] as const),
];

/** Some expression; a bare column where there is none of its kind. */
function output(place: Place): Expression {
  const kind = place.random.pick(outputKinds);
  const of: ElementKind | undefined = undefined;
  const made = kind === 'boolean' && place.random.chance(60) ? place.condition() : place.expression(kind, of);
  return made ?? columnOf(place, 1, () => true) ?? place.condition();
}

function namesOf(name: 'values' | 'valuesList', variable: string, columns: readonly ColumnModel[]): Clause {
  const outputs = columns.map((column): OutputSpec => {
    const { kind, evaluate } = columnAt(variable, [], column);
    return { name: column.property, kind, evaluate };
  });
  return {
    name,
    arguments: columns.map(({ property }) => `'${property}'`),
    apply: (spec) => ({ ...spec, outputs, form: name === 'values' ? 'record' : 'scalar' }),
    *smaller() {
      if (columns.length > 1) for (const index of columns.keys()) yield namesOf(name, variable, columns.toSpliced(index, 1));
    },
  };
}

function recordOf(variable: string, named: Named): Clause {
  const outputs = named.map(([name, { kind, evaluate }]): OutputSpec => ({ name, kind, evaluate }));
  return {
    name: 'values',
    arguments: [`(${variable}) => ({ ${named.map(([name, { code }]) => `${name}: ${code}`).join(', ')} })`],
    apply: (spec) => ({ ...spec, outputs, form: 'record' }),
    *smaller() {
      if (named.length > 1) for (const index of named.keys()) yield recordOf(variable, named.toSpliced(index, 1));
      for (const [index, [name, expression]] of named.entries()) {
        for (const less of expression.smaller()) yield recordOf(variable, named.with(index, [name, less]));
      }
    },
  };
}

function listOf(variable: string, expression: Expression): Clause {
  return {
    name: 'valuesList',
    arguments: [`(${variable}) => ${expression.code}`],
    apply: (spec) => ({ ...spec, outputs: [{ name: 'value', kind: expression.kind, evaluate: expression.evaluate }], form: 'scalar' }),
    *smaller() {
      for (const less of expression.smaller()) yield listOf(variable, less);
    },
  };
}
