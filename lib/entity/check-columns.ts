// Looks for columns that contradict themselves or each other.
import type { Report } from './boot-report.js';
import type { ColumnMetadata, EntityMetadata } from './entity-metadata.js';
import { identifierProblem } from './identifier.js';
import { valueRulesOf } from './value-rules.js';

/** Reports what is wrong with the columns of an entity. */
export function checkColumns(entity: EntityMetadata, report: Report): void {
  const places = new Map<string, string>();
  for (const column of entity.columns) {
    const at = { entity: entity.name, property: column.property };
    for (const [fact, remedy] of problemsOf(column)) report({ ...at, fact, remedy });
    // Databases do not tell upper from lower case in the names of columns.
    const name = column.name.toLowerCase();
    const other = places.get(name);
    const remedy = 'Name another column in the decorator of one of them.';
    if (other !== undefined) report({ ...at, fact: `its column "${column.name}" is also the one of ${other}.`, remedy });
    places.set(name, column.property);
    if (entity.relationOf.has(column.property)) {
      report({
        ...at,
        fact: 'it is a column and a relation.',
        remedy: 'Give the key a property of its own, such as authorId beside author.',
      });
    }
  }
}

type Problem = readonly [fact: string, remedy: string];

function problemsOf(column: ColumnMetadata): Problem[] {
  return [nameProblem, keyProblem, sourceProblem, sizeProblem, defaultProblem].flatMap((look) => {
    const found = look(column);
    return found ? [found] : [];
  });
}

function nameProblem({ name }: ColumnMetadata): Problem | undefined {
  const problem = identifierProblem(name);
  return problem === undefined ? undefined : [`its column name ${problem}.`, 'Give another one by { column }.'];
}

function keyProblem({ isPrimaryKey, isNullable, isHidden }: ColumnMetadata): Problem | undefined {
  if (!isPrimaryKey) return undefined;
  if (isNullable) return ['a primary key cannot be nullable.', 'Leave nullable out.'];
  return isHidden ? ['a primary key cannot be hidden: rows could not be told apart.', 'Leave hidden out.'] : undefined;
}

/** A column has at most one source of values beside the caller. */
function sourceProblem(column: ColumnMetadata): Problem | undefined {
  const { generatedAs, databaseDefault } = column;
  const sources = [column.default, databaseDefault, generatedAs].filter((source) => source !== undefined);
  return sources.length > 1 ? ['it has more than one of default, databaseDefault and generatedAs.', 'Keep one of them.'] : undefined;
}

function sizeProblem({ type, min, max, minLength }: ColumnMetadata): Problem | undefined {
  const { maxLength, precision, scale } = type;
  if (!isCount(maxLength, 1) || !isCount(minLength, 0))
    return ['its lengths are no whole numbers of characters.', 'Give whole numbers from 1 on.'];
  if (isMore(minLength, maxLength)) return ['its minLength is more than its maxLength.', 'Swap or correct them.'];
  if (isMore(min, max)) return ['its min is more than its max.', 'Swap or correct them.'];
  if (!isCount(precision, type.kind === 'decimal' ? 1 : 0) || !isCount(scale, 0) || isMore(scale, precision)) {
    return [
      'its precision and scale are no whole numbers, or the scale is more than the precision.',
      'Give { precision: 10, scale: 2 } or such.',
    ];
  }
  return undefined;
}

function isCount(value: number | undefined, least: number): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value >= least);
}

function isMore(low: number | undefined, high: number | undefined): boolean {
  return low !== undefined && high !== undefined && low > high;
}

/** A function is asked only when a row is made. */
function defaultProblem(column: ColumnMetadata): Problem | undefined {
  const { default: value, isNullable } = column;
  if (value === undefined || typeof value === 'function' || (value === null && isNullable)) return undefined;
  const broken = valueRulesOf(column).find((rule) => !rule.test(value));
  if (broken === undefined)
    return value === null ? ['its default is null, but it is not nullable.', 'Make it nullable, or give a value.'] : undefined;
  const fact = `its default breaks its own rule ${broken.name}.`;
  return [fact, 'Correct the default, or the options of the column.'];
}
