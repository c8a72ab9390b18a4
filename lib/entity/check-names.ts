// Looks for tables, indexes and constraints that would have one name.
import type { Report } from './boot-report.js';
import type { EntityMetadata } from './entity-metadata.js';
import { identifierProblem } from './identifier.js';

/** Reports names that are used twice or that a database would not take. */
export function checkNames(entities: readonly EntityMetadata[], report: Report): void {
  const tables = new Map<string, string>();
  const objects = new Map<string, string>();
  for (const entity of entities) {
    const { schema = '', name } = entity.table;
    claim(tables, `${schema}.${name}`, entity.name, (other) => {
      const remedy = 'Name another one by @Entity({ table }).';
      report({ entity: entity.name, fact: `its table "${name}" is also the one of ${other}.`, remedy });
    });
    checkIdentifier(entity, 'table', name, report);
    for (const [kind, found] of objectsOf(entity)) {
      checkIdentifier(entity, kind, found, report);
      claim(objects, `${schema}.${found}`, entity.name, (other) => {
        const remedy = 'Give one of them another name.';
        report({ entity: entity.name, fact: `its ${kind} "${found}" has the name of another one of ${other}.`, remedy });
      });
    }
  }
}

function claim(names: Map<string, string>, name: string, owner: string, onTaken: (other: string) => void): void {
  const key = name.toLowerCase();
  const other = names.get(key);
  if (other === undefined) names.set(key, owner);
  else onTaken(other);
}

function checkIdentifier(entity: EntityMetadata, kind: string, name: string, report: Report): void {
  const problem = identifierProblem(name);
  if (problem !== undefined) report({ entity: entity.name, fact: `the name of its ${kind} ${problem}.`, remedy: 'Give another one.' });
}

function objectsOf({ indexes, uniques, checks, relationOf }: EntityMetadata): [kind: string, name: string][] {
  const keys = [...relationOf.values()].flatMap((relation) =>
    relation.kind === 'belongsTo' && relation.foreignKey.isConstrained ? [relation.foreignKey.constraint] : [],
  );
  return [
    ...indexes.map(({ name }): [string, string] => ['index', name]),
    ...uniques.map(({ name }): [string, string] => ['unique constraint', name]),
    ...checks.map(({ name }): [string, string] => ['check', name]),
    ...keys.map((name): [string, string] => ['foreign key', name]),
  ];
}
