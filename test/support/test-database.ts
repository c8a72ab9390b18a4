// Gives each test a fresh database on each server at hand, and drops it afterwards.
import { afterAll, beforeAll, describe } from '@jest/globals';
import { createTestDatabase, type Dialect, dialects, type TestDatabase } from './create-test-database.js';

export { createTestDatabase, type Dialect, dialects, type TestDatabase };

/** Describes the same behaviour for every dialect; `url()` is that of a database of its own, from the first hook on. */
export function describeEachDialect(name: string, body: (dialect: Dialect, url: () => string) => void): void {
  describe.each(dialects.map((dialect) => [dialect]))(`${name} on %s`, (dialect) => {
    let database: TestDatabase | undefined;
    beforeAll(async () => {
      database = await createTestDatabase(dialect);
    });
    afterAll(async () => {
      await database?.drop();
    });
    body(dialect, () => {
      if (database === undefined) throw new Error('The database is there within hooks and tests only.');
      return database.url;
    });
  });
}
