// The order of groups holds where their rows are read from an index and windows are computed over them.
import { beforeAll, expect, test } from '@jest/globals';
import { Column, count, Entity, type Generated, Id, rank } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'group_order_sales', indexes: [{ on: ['shopId'] }] })
class Sale {
  @Id() id!: Generated<number>;
  @Column.int() shopId!: number;
}

describeEachDataSource('the order of groups with windows', [Sale], (dataSource) => {
  const salesOf: Record<number, number> = { 1: 2, 2: 1, 3: 1, 4: 1, 5: 3, 6: 1 };
  const groups = () =>
    dataSource()
      .repository(Sale)
      .groupBy('shopId')
      .aggregate(() => ({ sales: count() }))
      .annotate((shop) => ({ place: rank().over({ orderBy: shop.sales.desc() }) }));

  beforeAll(async () => {
    const rows = Object.entries(salesOf).flatMap(([shopId, sales]) => Array.from({ length: sales }, () => ({ shopId: Number(shopId) })));
    await dataSource().repository(Sale).bulkCreate(rows);
  });

  test('ascending and descending', async () => {
    expect(await groups().orderBy('shopId').all()).toEqual([
      { shopId: 1, sales: 2, place: 2 },
      { shopId: 2, sales: 1, place: 3 },
      { shopId: 3, sales: 1, place: 3 },
      { shopId: 4, sales: 1, place: 3 },
      { shopId: 5, sales: 3, place: 1 },
      { shopId: 6, sales: 1, place: 3 },
    ]);
    const descending = await groups().orderBy('-shopId').all();
    expect(descending.map(({ shopId }) => shopId)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test('with a limit', async () => {
    const firstTwo = await groups().orderBy('shopId').limit(2).all();
    expect(firstTwo.map(({ shopId }) => shopId)).toEqual([1, 2]);
  });
});
