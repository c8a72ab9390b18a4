// Values that databases, left alone, calculate or compare each in its own way.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  abs,
  caseWhen,
  cast,
  Column,
  concat,
  count,
  DataSource,
  type Decimal,
  Entity,
  exists,
  Id,
  lower,
  min,
  nullIf,
  round,
  rowNumber,
  upper,
  value,
} from 'oxyde';
import { describeEachDialect } from '../support/test-database.js';

@Entity({ table: 'priced' })
class Priced {
  @Id.natural() @Column.int() id!: number;
  @Column.string({ maxLength: 20 }) name!: string;
  @Column.decimal({ precision: 10, scale: 2 }) price!: Decimal;
}

describeEachDialect('the same everywhere', (_, url) => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await DataSource.open({ url: url(), entities: [Priced] });
    await dataSource.createTables();
    await dataSource.repository(Priced).bulkCreate([
      { id: 1, name: '9', price: '1.50' },
      { id: 2, name: ' a', price: '2.50' },
      { id: 3, name: '1.0', price: '3.50' },
    ]);
  });
  afterAll(() => dataSource.close());

  const priced = () => dataSource.repository(Priced);

  test('texts of a case are compared as texts', async () => {
    const name = (p: Parameters<Parameters<ReturnType<typeof priced>['annotate']>[0]>[0]) =>
      caseWhen(p.price.eq('99'), 'x').otherwise(p.name);
    expect(await priced().aggregate((p) => ({ least: min(name(p)) }))).toEqual({ least: ' a' });
    expect(
      await priced()
        .filter((p) => name(p).eq('1'))
        .count(),
    ).toBe(0);
    expect(
      await priced()
        .orderBy((p) => name(p).asc())
        .valuesList('id')
        .all(),
    ).toEqual([2, 3, 1]);
  });

  test('decimals of a case are compared as decimals, and as texts once they are cast', async () => {
    expect(
      await priced()
        .filter((p) => caseWhen(p.price.gt('2'), p.price).otherwise('1').eq('2.5'))
        .valuesList('id')
        .all(),
    ).toEqual([2]);
    expect(
      await priced()
        .filter((p) => cast(abs(p.price), 'text').eq('2.500'))
        .count(),
    ).toBe(0);
  });

  test('an average of exact numbers is exact', async () => {
    await priced().bulkCreate([10, 11, 12, 13, 14, 15].map((id) => ({ id, name: 'change', price: id % 2 ? '0.01' : '-0.01' })));
    const changes = priced().filter({ name: 'change' });
    expect(await changes.avg('price')).toBe(0);
    expect(await changes.filter({ id: { in: [10, 11, 13] } }).avg('price')).toBeCloseTo(0.01 / 3, 15);
    await changes.delete();
  });

  test('a letter whose other case is several letters stays', async () => {
    await priced().create({ id: 20, name: 'Straße ÉΣ', price: '1' });
    const texts = await priced()
      .filter({ id: 20 })
      .values((p) => ({ up: upper(p.name), low: lower(p.name) }))
      .get();
    expect(texts).toEqual({ up: 'STRAßE ÉΣ', low: 'straße éσ' });
    await priced().filter({ id: 20 }).delete();
  });

  test('distinct rows are counted before some are skipped, constants too', async () => {
    const nothing = priced().filter({ id: -1 });
    const found = priced()
      .values(() => ({ any: exists(nothing) }))
      .distinct();
    expect(await found.all()).toEqual([{ any: false }]);
    expect(await found.limit(2).offset(1).all()).toEqual([]);
    expect(await found.paginate({ page: 2, size: 2 })).toMatchObject({ items: [], total: 1 });
    const names = priced().values('name').distinct().orderBy('name').offset(1).limit(5);
    expect(await names.all()).toEqual([{ name: '1.0' }, { name: '9' }]);
  });

  test('long texts that begin alike are distinct', async () => {
    const long = priced()
      .values((p) => ({ text: concat(value('x'.repeat(3000)), p.name) }))
      .distinct();
    expect(await long.offset(1).limit(9).all()).toHaveLength(2);
  });

  test('floats are rounded by all of their digits, and whole numbers stay', async () => {
    const one = priced().filter({ id: 1 });
    const rounded = await one
      .values(() => ({
        down: round(value(0.49999999999999994)),
        up: round(value(-2.5)),
        digits: round(value(1.005), 2),
        whole: round(cast(value('9007199254740993'), 'bigint')),
      }))
      .get();
    expect(rounded).toEqual({ down: 0, up: -3, digits: 1.01, whole: 9007199254740993n });
  });

  test('windows beside one over all rows, and beside one that begins as two others do', async () => {
    const rows = await priced()
      .orderBy('id')
      .values((p) => ({
        all: count().over(),
        byName: rowNumber().over({ orderBy: p.name.desc() }),
        byPrice: rowNumber().over({ orderBy: p.price.desc() }),
        alike: count().over({ partitionBy: p.name.isNull() }),
        alikeByName: rowNumber().over({ partitionBy: p.name.isNull(), orderBy: p.name }),
        alikeByPrice: rowNumber().over({ partitionBy: p.name.isNull(), orderBy: p.price }),
      }))
      .all();
    expect(rows).toEqual([
      { all: 3, byName: 1, byPrice: 3, alike: 3, alikeByName: 3, alikeByPrice: 1 },
      { all: 3, byName: 3, byPrice: 2, alike: 3, alikeByName: 1, alikeByPrice: 2 },
      { all: 3, byName: 2, byPrice: 1, alike: 3, alikeByName: 2, alikeByPrice: 3 },
    ]);
  });

  test('what is not among the rows of a query with NULL in them is unknown, and comes last', async () => {
    const others = priced().valuesList((q) => nullIf(q.price, '2.50'));
    const ids = await priced()
      .orderBy((p) => p.price.in(others), 'id')
      .valuesList('id')
      .all();
    expect(ids).toEqual([1, 3, 2]);
  });

  test('a remainder of nothing is zero, whatever the sign', async () => {
    const rest = await priced()
      .filter((p) =>
        p.price
          .times('-1')
          .modulo('0.50')
          .in(priced().valuesList((q) => q.price.minus(q.price))),
      )
      .count();
    expect(rest).toBe(3);
  });
});
