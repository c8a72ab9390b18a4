// Rows that leave different columns to the database.
import { expect, test } from '@jest/globals';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import { groupRows } from '../../lib/repository/insert-groups.js';
import { absent } from '../../lib/repository/row-maker.js';

const entity = { columns: [{ property: 'id' }, { property: 'name' }, { property: 'born' }] } as unknown as EntityMetadata;

test('rows are grouped by the columns that they give, in the order in which these occur', () => {
  const rows = [
    [absent, 'A', absent],
    [absent, 'B', 1],
    [absent, 'C', absent],
  ];
  expect(groupRows(entity, rows)).toEqual([
    { properties: ['name'], rows: [['A'], ['C']], positions: [0, 2] },
    { properties: ['name', 'born'], rows: [['B', 1]], positions: [1] },
  ]);
});
