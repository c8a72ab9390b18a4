// Writes a difference for a reader: the seed, the model, the rows, the query as code to paste, and what each side gave.
import { codeOf } from './cells.js';
import { modelCode } from './classes.js';
import { repositoryName } from './model.js';
import { codeOfQuery } from './query.js';
import type { Found } from './shrink.js';

export function reportOf({ world, query, differences }: Found, origin: string): string {
  const rows = world.model.entities.map((entity) => {
    const lines = world.rowsOf(entity.name).map(({ cells }) => {
      const members = entity.columns.map(({ property }) => `${property}: ${codeOf(cells[property] ?? null)}`);
      return `  { ${members.join(', ')} },`;
    });
    return lines.length === 0 ? '' : `await ${repositoryName(entity)}.bulkCreate([\n${lines.join('\n')}\n]);`;
  });
  const [first] = differences;
  const given = differences.map((difference) => `${difference.dialect}:\n  ${difference.given.join('\n  ')}`);
  return [
    `== difference: ${origin}`,
    modelCode(world.model),
    ...rows.filter((text) => text !== ''),
    `await ${codeOfQuery(query)}`,
    `expected:\n  ${(first?.expected ?? []).flat().join('\n  ')}`,
    ...given,
  ].join('\n');
}
