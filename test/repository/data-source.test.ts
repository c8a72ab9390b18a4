// The data source from end to end: entities by decorators, tables, repositories, transactions, events, the end.
import 'reflect-metadata';
import { beforeEach, expect, test } from '@jest/globals';
import {
  BelongsTo,
  Column,
  ConfigurationError,
  DataSource,
  Entity,
  Generated,
  HasMany,
  Id,
  Many,
  NotFoundError,
  One,
  RelationNotLoadedError,
  TransactionClosedError,
  UniqueViolationError,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity()
class Author {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50, unique: true }) name!: string;
  @HasMany(() => Book, 'author') books!: Many<Book>;
}

@Entity()
class Book {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50 }) title!: string;
  authorId!: number;
  @BelongsTo(() => Author, 'authorId', { onDelete: 'cascade' }) author!: One<Author>;
}

describeEachDataSource('a data source', [Author, Book], (open) => {
  beforeEach(async () => {
    await open().repository(Author).unfiltered().delete();
  });

  test('writes and reads instances', async () => {
    const authors = open().repository(Author);
    const ada = await authors.create({ name: 'Ada' });
    expect(ada).toBeInstanceOf(Author);
    expect(await authors.get({ id: ada.id })).toEqual(ada);
    await expect(authors.get({ id: -1 })).rejects.toBeInstanceOf(NotFoundError);
  });

  test('gives the same repository for the same entity', () => {
    expect(open().repository(Author)).toBe(open().repository(Author));
  });

  test('joins and prefetches, and refuses to read what was not loaded', async () => {
    const ada = await open().repository(Author).create({ name: 'Ada' });
    await open()
      .repository(Book)
      .bulkCreate(['One', 'Two'].map((title) => ({ title, authorId: ada.id })));
    const [book] = await open().repository(Book).join({ author: true }).orderBy('id').all();
    expect(book?.author.name).toBe('Ada');
    const [author] = await open()
      .repository(Author)
      .prefetch({ books: { orderBy: '-id' } })
      .all();
    expect(author?.books.map(({ title }) => title)).toEqual(['Two', 'One']);
    const [plain] = await open().repository(Book).all();
    expect(() => (plain as unknown as { author: unknown }).author).toThrow(RelationNotLoadedError);
    expect(JSON.parse(JSON.stringify(plain))).toEqual({ id: expect.any(Number), title: 'One', authorId: ada.id });
  });

  test('repositories take part in the transaction around them', async () => {
    const authors = open().repository(Author);
    await expect(
      open().transaction(async () => {
        await authors.create({ name: 'Ada' });
        expect(await authors.count()).toBe(1);
        throw new Error('undo');
      }),
    ).rejects.toThrow('undo');
    expect(await authors.count()).toBe(0);
    await open().transaction(() => authors.create({ name: 'Ada' }));
    expect(await authors.count()).toBe(1);
  });

  test('raw SQL takes part, too, and a late statement is an error', async () => {
    let late: Promise<unknown> | undefined;
    await open().transaction(async () => {
      await open().repository(Author).create({ name: 'Ada' });
      expect(await open().sql(Author)`select * from author`.all()).toHaveLength(1);
      late = failureOf(new Promise((resolve) => setTimeout(resolve, 5)).then(() => open().repository(Author).count()));
    });
    expect(await late).toBeInstanceOf(TransactionClosedError);
  });

  test('names the constraint that refused a row', async () => {
    const authors = open().repository(Author);
    await authors.create({ name: 'Ada' });
    const error: unknown = await authors.create({ name: 'Ada' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UniqueViolationError);
    expect(error).toMatchObject({ entity: 'Author' });
  });

  test('tells listeners what runs', async () => {
    const shapes: string[] = [];
    const remove = open().onQuery(({ operation, entity }) => shapes.push(`${operation} ${entity}`));
    await open().repository(Author).create({ name: 'Ada' });
    await open().repository(Author).count();
    remove();
    expect(shapes).toEqual(['insert Author', 'select Author']);
  });

  test('drops and creates its tables', async () => {
    await open().repository(Author).create({ name: 'Ada' });
    await open().dropTables();
    await open().createTables();
    expect(await open().repository(Author).count()).toBe(0);
  });

  test('counts connections and plans', async () => {
    await open().repository(Author).count();
    const { pool, plans } = await open().statistics();
    expect(pool.max).toBeGreaterThan(0);
    expect(plans).toBeGreaterThan(0);
  });
});

test('an entity of another data source is refused by name', async () => {
  await using dataSource = await DataSource.open({ url: 'sqlite::memory:', entities: [] });
  expect(() => dataSource.repository(Author)).toThrow(ConfigurationError);
  expect(() => dataSource.repository(Author)).toThrow('Author');
});

test('a lazy one connects with its first statement', async () => {
  const dataSource = await DataSource.open({
    url: 'postgres://nobody@127.0.0.1:1/x',
    entities: [Author, Book],
    lazyConnect: true,
    connectTimeout: 500,
  });
  await expect(dataSource.repository(Author).count()).rejects.toThrow();
  await dataSource.close({ timeout: 0 });
});

test('two data sources share nothing', async () => {
  await using first = await DataSource.open({ url: 'sqlite::memory:', entities: [Author, Book] });
  await using second = await DataSource.open({ url: 'sqlite::memory:', entities: [Author, Book] });
  await first.createTables();
  await second.createTables();
  await first.transaction(async () => {
    await second.repository(Author).create({ name: 'Ada' });
  });
  expect(await first.repository(Author).count()).toBe(0);
  expect(await second.repository(Author).count()).toBe(1);
});

test('closing twice is closing once', async () => {
  const dataSource = await DataSource.open({ url: 'sqlite::memory:', entities: [] });
  await Promise.all([dataSource.close(), dataSource.close()]);
});

test('classes of the same name are told apart by their tables', async () => {
  const first = logIn('first_logs');
  const second = logIn('second_logs');
  await using dataSource = await DataSource.open({ url: 'sqlite::memory:', entities: [first, second] });
  await dataSource.createTables();
  await dataSource.repository(first).create({ text: 'one' });
  expect(await dataSource.repository(first).count()).toBe(1);
  expect(await dataSource.repository(second).count()).toBe(0);
  const [found] = await dataSource.sql(second)`select 1 as id, 'x' as text`.all();
  expect(found).toBeInstanceOf(second);
});

/** A class named Log whose rows are in this table. */
function logIn(table: string) {
  @Entity({ table })
  class Log {
    @Id() id!: Generated<number>;
    @Column.string({ maxLength: 50 }) text!: string;
  }
  return Log;
}

/** What a promise is rejected with; it may be so before anybody waits for it. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}
