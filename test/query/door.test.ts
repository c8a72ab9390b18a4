// Queries as programs write them: decorated entities, typed filters, lambdas and functions, on every database.
import { beforeAll, expect, test } from '@jest/globals';
import { expectTypeOf } from 'expect-type';
import {
  BelongsTo,
  coalesce,
  Column,
  concat,
  CreatedAt,
  Decimal,
  Entity,
  Generated,
  HasDefault,
  HasMany,
  Id,
  length,
  lower,
  Many,
  One,
  RelationNotLoadedError,
  UpdatedAt,
  Version,
  type DataSource,
  type Repository,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'door_authors' })
class Author {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50 }) name!: string;
  @HasMany(() => Book, 'author') books!: Many<Book>;
}

@Entity({ table: 'door_books' })
class Book {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50 }) title!: string;
  @Column.text({ nullable: true }) blurb!: string | null;
  @Column.int({ default: 0 }) sold!: HasDefault<number>;
  @Column.decimal({ precision: 8, scale: 2 }) price!: Decimal;
  authorId!: number;
  @BelongsTo(() => Author, 'authorId') author!: One<Author>;
  @CreatedAt() createdAt!: Generated<Date>;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
}

describeEachDataSource('queries of the door', [Author, Book], (open) => {
  let books: Repository<Book>;
  let authors: Repository<Author>;
  beforeAll(async () => {
    const dataSource: DataSource = open();
    authors = dataSource.repository(Author);
    books = dataSource.repository(Book);
    const [ada, bob] = await authors.bulkCreate([{ name: 'Ada' }, { name: 'Bob' }, { name: 'Cy' }]);
    await books.bulkCreate([
      { title: 'One', blurb: null, sold: 5, price: '9.99', authorId: ada?.id ?? 0 },
      { title: 'Two', blurb: 'second', sold: 50, price: '1.50', authorId: ada?.id ?? 0 },
      { title: 'Three', blurb: 'three', price: '20.00', authorId: bob?.id ?? 0 },
    ]);
  });

  test('filters, orders, values', async () => {
    const titles = await books
      .filter({ author: { name: { istartsWith: 'a' } } })
      .exclude({ sold: { gt: 40 } })
      .orderBy('-author.name', 'id')
      .valuesList('title')
      .all();
    expectTypeOf(titles).toEqualTypeOf<string[]>();
    expect(titles).toEqual(['One']);
    expect(await books.filter((b) => lower(b.title).eq(lower(b.blurb))).count()).toBe(1);
    expect(
      await authors
        .filter({ books: { price: { gt: '15' } } })
        .valuesList('name')
        .all(),
    ).toEqual(['Bob']);
  });

  test('lambdas of values and functions', async () => {
    const rows = await books
      .orderBy('id')
      .values((b) => ({ line: concat(b.author.name, ': ', b.title), blurb: coalesce(b.blurb, 'none'), long: length(b.title).gt(3) }))
      .all();
    expectTypeOf(rows).toEqualTypeOf<{ line: string; blurb: string; long: boolean }[]>();
    expect(rows).toEqual([
      { line: 'Ada: One', blurb: 'none', long: false },
      { line: 'Ada: Two', blurb: 'second', long: false },
      { line: 'Bob: Three', blurb: 'three', long: true },
    ]);
  });

  test('join and prefetch', async () => {
    const book = await books.join({ author: true }).filter({ title: 'Two' }).get();
    expect(book.author.name).toBe('Ada');
    const all = await authors
      .orderBy('id')
      .prefetch({ books: { orderBy: '-sold', limit: 1 } })
      .all();
    expect(all.map(({ books: best }) => best.map(({ title }) => title))).toEqual([['Two'], ['Three'], []]);
    const bare = await books.filter({ title: 'One' }).get();
    expect(() => (bare.author as unknown as Author).name).toThrow(RelationNotLoadedError);
    expect(JSON.parse(JSON.stringify(bare))).not.toHaveProperty('author');
  });

  test('changes', async () => {
    const one = books.filter({ title: 'One' });
    expect(await one.update({ sold: (b) => b.sold.plus(2).times(10), blurb: null })).toBe(1);
    const [changed] = await one.update({ blurb: 'new' }, { returning: true });
    expect(changed).toMatchObject({ sold: 70, blurb: 'new', version: 3 });
    expect(await one.increment('sold', -65)).toBe(1);
    expect(await books.filter({ author: { name: 'Nobody' } }).delete()).toBe(0);
    expect(await books.sum((b) => b.price)).toBe('31.49');
  });
});
