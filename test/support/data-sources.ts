// A data source on a fresh database of each dialect, with the tables of its entities.
import { afterAll, beforeAll } from '@jest/globals';
import { DataSource, type DataSourceOptions, type EntityClass } from 'oxyde';
import { describeEachDialect, type Dialect } from './test-database.js';

export type { Dialect };

/** What a test may ask of its data source beside its entities. */
export type TestDataSourceOptions = Omit<DataSourceOptions, 'url' | 'entities'>;

/**
 * Describes the same behaviour for every dialect at hand. `open()` is the data source: opened, its tables created, before the first
 * test; closed and dropped after the last.
 */
export function describeEachDataSource(
  name: string,
  entities: readonly EntityClass[],
  body: (open: () => DataSource, dialect: Dialect) => void,
  options: TestDataSourceOptions = {},
): void {
  describeEachDialect(name, (dialect, url) => {
    let dataSource: DataSource | undefined;
    beforeAll(async () => {
      dataSource = await DataSource.open({ ...options, url: url(), entities });
      await dataSource.createTables();
    });
    afterAll(async () => {
      await dataSource?.close();
    });
    body(() => {
      if (dataSource === undefined) throw new Error('The data source is there within hooks and tests only.');
      return dataSource;
    }, dialect);
  });
}
