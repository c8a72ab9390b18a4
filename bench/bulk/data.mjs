// The table and the rows of the suite `bulk`: a key that the database makes, and seven columns.
import { random } from '../data.mjs';
import { createTables, dropTables } from '../databases/tables.mjs';

const tables = ['readings'];
const firstMoment = Date.UTC(2024, 0, 1);

export const readings = {
  tables,
  statements: (kind) => [
    ...dropTables(tables),
    ...createTables(
      ({ id, int, string, boolean, moment }) => [
        `CREATE TABLE readings (id ${id}, sensor ${int} NOT NULL, name ${string} NOT NULL, value ${kind === 'mysql' ? 'DOUBLE' : 'DOUBLE PRECISION'} NOT NULL, is_valid ${boolean} NOT NULL, note ${string}, taken_at ${moment} NOT NULL)`,
      ],
      kind,
    ),
  ],
};

/** So many rows, the same every time. */
export function makeReadings(count) {
  const next = random(9);
  return Array.from({ length: count }, (_, index) => ({
    sensor: Math.floor(next() * 100),
    name: `Reading ${index}`,
    value: next() * 1000,
    isValid: next() < 0.9,
    note: index % 3 === 0 ? null : `A note of some words on reading ${index}`,
    takenAt: new Date(firstMoment + index * 1000),
  }));
}
