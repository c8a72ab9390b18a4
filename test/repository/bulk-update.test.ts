// Rows updated by values of their own: all kinds, many rows, versions, and what is refused.
import { beforeEach, expect, test } from '@jest/globals';
import {
  Column,
  type Decimal,
  Entity,
  type Generated,
  type HasDefault,
  Id,
  InvalidValueError,
  type QueryEvent,
  StaleEntityError,
  UndefinedValueError,
  UnknownKeyError,
  UpdatedAt,
  ValidationFailedError,
  Version,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

enum Color {
  Red = 'red',
  Blue = 'blue',
}

@Entity({ table: 'bulk_things' })
class Thing {
  @Id.natural() @Column.int() id!: number;
  @Column.string({ maxLength: 50, nullable: true }) name!: string | null;
  @Column.text({ nullable: true }) body!: string | null;
  @Column.int({ nullable: true, min: 0 }) count!: number | null;
  @Column.bigint({ nullable: true }) size!: bigint | null;
  @Column.float({ nullable: true }) ratio!: number | null;
  @Column.decimal({ precision: 12, scale: 4, nullable: true }) price!: Decimal | null;
  @Column.boolean({ nullable: true }) isOpen!: boolean | null;
  @Column.uuid({ nullable: true }) token!: string | null;
  @Column.date({ nullable: true }) day!: string | null;
  @Column.time({ nullable: true }) hour!: string | null;
  @Column.timestamp({ nullable: true }) at!: Date | null;
  @Column.localTimestamp({ nullable: true }) clock!: string | null;
  @Column.duration({ nullable: true }) took!: number | null;
  @Column.bytes({ nullable: true }) data!: Uint8Array | null;
  @Column.json<{ a: (number | string | null)[] }>({ nullable: true }) meta!: { a: (number | string | null)[] } | null;
  @Column.array('string', { nullable: true }) words!: string[] | null;
  @Column.enum(Color, { nullable: true }) color!: Color | null;
}

const full = {
  name: "it's ß \\ 🙂",
  body: 'x'.repeat(1000),
  count: 9_007_199_254_740_991,
  size: -9_223_372_036_854_775_808n,
  ratio: 0.1,
  price: '12345678.0001',
  isOpen: true,
  token: '0190f5c2-0006-7000-8000-00000000000a',
  day: '2024-02-29',
  hour: '23:59:59.123456',
  at: new Date('2024-02-29T23:59:59.123Z'),
  clock: '2024-02-29T23:59:59.5',
  took: -10,
  data: new Uint8Array([0, 39, 255]),
  meta: { a: [1, null, 'x'] },
  words: ['a', "b'c"],
  color: Color.Blue,
};
const empty = Object.fromEntries(Object.keys(full).map((key) => [key, null])) as { [K in keyof typeof full]: null };

@Entity({ table: 'bulk_pages' })
class Page {
  @Id.natural() @Column.string({ maxLength: 10 }) site!: string;
  @Id.natural() @Column.int() number!: number;
  @Column.string({ maxLength: 20 }) title!: string;
  @Column.int({ default: 0 }) views!: HasDefault<number>;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
}

describeEachDataSource('bulkUpdate', [Thing, Page], (open) => {
  const things = () => open().repository(Thing);
  const pages = () => open().repository(Page);

  beforeEach(async () => {
    await things().unfiltered().delete();
    await pages().unfiltered().delete();
  });

  test('values of all kinds, and NULL', async () => {
    await things().bulkCreate([{ id: 1 }, { id: 2, ...full }, { id: 3 }]);
    expect(
      await things().bulkUpdate([
        { id: 1, ...full },
        { id: 2, ...empty },
      ]),
    ).toBe(2);
    const [first, second, third] = await things().orderBy('id').all();
    expect({ ...first, data: [...(first?.data ?? [])] }).toEqual({ id: 1, ...full, data: [0, 39, 255] });
    expect({ ...second }).toEqual({ id: 2, ...empty });
    expect({ ...third }).toEqual({ id: 3, ...empty });
  });

  test('rows that change the same columns share a statement', async () => {
    await pages().bulkCreate([1, 2, 3, 4].map((number) => ({ site: 'a', number, title: 'old' })));
    const seen: QueryEvent[] = [];
    const stop = open().onQuery((event) => seen.push(event));
    const count = await pages().bulkUpdate([
      { site: 'a', number: 1, title: 'one' },
      { site: 'a', number: 2, views: 5 },
      { site: 'a', number: 3, title: 'three', views: undefined as never },
      { site: 'a', number: 4 },
      { site: 'b', number: 1, title: 'none' },
    ]);
    stop();
    expect(count).toBe(3);
    expect(seen).toHaveLength(2);
    expect(await pages().orderBy('number').values('title', 'views', 'version').all()).toEqual([
      { title: 'one', views: 0, version: 2 },
      { title: 'old', views: 5, version: 2 },
      { title: 'three', views: 0, version: 2 },
      { title: 'old', views: 0, version: 1 },
    ]);
  });

  test('many rows', async () => {
    const numbers = Array.from({ length: 3_000 }, (_, index) => index);
    await things().bulkCreate(numbers.map((id) => ({ id, count: 0 })));
    expect(await things().bulkUpdate(numbers.map((id) => ({ id, count: id, name: `n${id}` })))).toBe(3_000);
    expect(await things().sum('count')).toBe(2_999 * 1_500);
    expect(await things().filter({ name: 'n2999', count: 2_999 }).exists()).toBe(true);
  });

  test('a version that is old undoes all', async () => {
    const [first, second] = (await pages().bulkCreate([
      { site: 'a', number: 1, title: 'x' },
      { site: 'a', number: 2, title: 'x' },
    ])) as [Page, Page];
    const rows = [first, second].map(({ site, number, version }) => ({ site, number, version, title: 'y' }));
    await pages().filter({ number: 2 }).update({ title: 'z' });
    await expect(pages().bulkUpdate(rows)).rejects.toThrow(StaleEntityError);
    expect(await pages().orderBy('number').valuesList('title').all()).toEqual(['x', 'z']);
    expect(await pages().bulkUpdate(rows.slice(0, 1))).toBe(1);
  });

  test('nothing is written when one row is wrong', async () => {
    await things().bulkCreate([
      { id: 1, count: 1 },
      { id: 2, count: 2 },
    ]);
    const first = { id: 1, count: 9 };
    await expect(things().bulkUpdate([first, { id: 2, count: -1 }])).rejects.toThrow(ValidationFailedError);
    await expect(things().bulkUpdate([first, { id: 1, name: 'x' }])).rejects.toThrow(InvalidValueError);
    await expect(things().bulkUpdate([first, { count: 1 }])).rejects.toThrow(UndefinedValueError);
    await expect(things().bulkUpdate([first, { id: 2, nome: 'x' } as never])).rejects.toThrow(UnknownKeyError);
    await expect(things().bulkUpdate([first, null] as never)).rejects.toThrow(InvalidValueError);
    await expect(things().bulkUpdate(first as never)).rejects.toThrow(InvalidValueError);
    await expect(things().bulkUpdate([first, { id: 2, count: () => 1 } as never])).rejects.toThrow(InvalidValueError);
    await expect(pages().bulkUpdate([{ site: 'a', number: 1, updatedAt: new Date() } as never])).rejects.toThrow('Oxyde or the database');
    await expect(pages().bulkUpdate([{ site: 'a', number: 1, title: null as never }])).rejects.toThrow(ValidationFailedError);
    expect(await things().orderBy('id').valuesList('count').all()).toEqual([1, 2]);
    expect(await things().bulkUpdate([])).toBe(0);
  });

  test('it belongs to the transaction around it', async () => {
    await things().create({ id: 1, count: 1 });
    const undone = open().transaction(async () => {
      await things().bulkUpdate([{ id: 1, count: 2 }]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await things().valuesList('count').all()).toEqual([1]);
  });
});
