// Inserts of rows that exist already: of which key, with what the stored row takes, and the same on every database.
import 'reflect-metadata';
import { beforeEach, expect, test } from '@jest/globals';
import {
  Column,
  type Conflict,
  type DataSource,
  Entity,
  type Generated,
  type HasDefault,
  Id,
  InvalidQueryError,
  UniqueViolationError,
  Version,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'conflict_pages' })
class Page {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 30, unique: true }) slug!: string;
  @Column.string({ maxLength: 30, unique: true, nullable: true }) code!: string | null;
  @Column.int({ default: 0 }) views!: HasDefault<number>;
  @Version() version!: Generated<number>;
}

describeEachDataSource('onConflict', [Page], (open) => {
  let dataSource: DataSource;
  const pages = () => dataSource.repository(Page);
  const stored = () => pages().orderBy('slug').values('slug', 'views', 'version').all();
  beforeEach(async () => {
    dataSource = open();
    await pages().unfiltered().delete();
    await pages().create({ slug: 'a', code: 'A', views: 10 });
  });

  test('updates by expressions over the stored and the given row', async () => {
    const rows = [
      { slug: 'a', views: 3 },
      { slug: 'b', views: 4 },
    ];
    const written = await pages().bulkCreate(rows, {
      onConflict: { target: ['slug'], update: (page, given) => ({ views: page.views.plus(given.views).plus(100) }) },
    });
    expect(written.map(({ slug, views, version }) => [slug, views, version])).toEqual([
      ['a', 113, 2],
      ['b', 4, 1],
    ]);
  });

  test('updates only where the condition holds', async () => {
    const onConflict: Conflict<Page> = { target: ['slug'], update: ['views'], where: (page, given) => page.views.lt(given.views) };
    await pages().bulkCreate([{ slug: 'a', views: 5 }], { onConflict });
    expect(await stored()).toEqual([{ slug: 'a', views: 10, version: 1 }]);
    await pages().bulkCreate([{ slug: 'a', views: 50 }], { onConflict });
    expect(await stored()).toEqual([{ slug: 'a', views: 50, version: 2 }]);
  });

  test('gives only the new rows where stored ones are left alone', async () => {
    const rows = [{ slug: 'a' }, { slug: 'b', views: 1 }];
    const written = await pages().bulkCreate(rows, { onConflict: { target: ['slug'] } });
    expect(written.map(({ slug }) => slug)).toEqual(['b']);
    expect(await stored()).toEqual([
      { slug: 'a', views: 10, version: 1 },
      { slug: 'b', views: 1, version: 1 },
    ]);
  });

  test.each([['updated', ['views']] as const, ['left alone', []] as const])(
    'of another key is an error, rows %s',
    async (_title, update) => {
      const attempt = pages().bulkCreate([{ slug: 'z', code: 'A', views: 7 }], { onConflict: { target: ['slug'], update: [...update] } });
      await expect(attempt).rejects.toThrow(UniqueViolationError);
      expect(await stored()).toEqual([{ slug: 'a', views: 10, version: 1 }]);
    },
  );

  test('refuses a target that is not unique', async () => {
    await expect(pages().bulkCreate([{ slug: 'a' }], { onConflict: { target: ['views'] } })).rejects.toThrow(InvalidQueryError);
  });
});
