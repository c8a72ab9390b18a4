// Views as entities: read like tables, joined and prefetched, never written.
import { beforeAll, expect, test } from '@jest/globals';
import { BelongsTo, Column, Entity, type Generated, HasMany, Id, InvalidQueryError, type Many, type One } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'view_authors' })
class Author {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @HasMany(() => AuthorTotal, 'author') totals!: Many<AuthorTotal>;
}

@Entity({ table: 'view_books' })
class Book {
  @Id() id!: Generated<number>;
  @Column.int() pages!: number;
  authorId!: number;
  @BelongsTo(() => Author, 'authorId') author!: One<Author>;
}

@Entity({
  table: 'view_author_totals',
  view: 'SELECT author_id, COUNT(*) AS books, MAX(pages) AS longest FROM view_books GROUP BY author_id',
})
class AuthorTotal {
  @Column.int() books!: number;
  @Column.int() longest!: number;
  authorId!: number;
  @BelongsTo(() => Author, 'authorId') author!: One<Author>;
}

describeEachDataSource('views', [Author, Book, AuthorTotal], (open) => {
  beforeAll(async () => {
    const authors = await open()
      .repository(Author)
      .bulkCreate([{ name: 'Ada' }, { name: 'Bob' }]);
    const [ada, bob] = authors.map(({ id }) => id) as [number, number];
    await open()
      .repository(Book)
      .bulkCreate([
        { pages: 100, authorId: ada },
        { pages: 300, authorId: ada },
        { pages: 50, authorId: bob },
      ]);
  });

  test('are made by createTables and read', async () => {
    const totals = open().repository(AuthorTotal);
    const rows = await totals.filter({ books: { gt: 1 } }).all();
    expect(rows).toEqual([expect.objectContaining({ books: 2, longest: 300 })]);
    expect(rows[0]).toBeInstanceOf(AuthorTotal);
    expect(await totals.count()).toBe(2);
    await open().createTables();
  });

  test('have relations, in both directions, without foreign keys', async () => {
    const totals = await open()
      .repository(AuthorTotal)
      .filter({ author: { name: 'Ada' } })
      .join({ author: true })
      .all();
    expect(totals.map(({ author, books }) => [author.name, books])).toEqual([['Ada', 2]]);
    const authors = await open().repository(Author).orderBy('name').prefetch({ totals: true }).all();
    expect(authors.map(({ totals: [total] }) => total?.longest)).toEqual([300, 50]);
  });

  test('are never written', async () => {
    const totals = open().repository(AuthorTotal);
    await expect(totals.create({ books: 1, longest: 1, authorId: 1 })).rejects.toThrow(InvalidQueryError);
    await expect(totals.bulkCreate([{ books: 1, longest: 1, authorId: 1 }])).rejects.toThrow(InvalidQueryError);
    await expect(totals.filter({ books: 1 }).update({ longest: 2 })).rejects.toThrow(InvalidQueryError);
    await expect(totals.unfiltered().delete()).rejects.toThrow(InvalidQueryError);
  });

  test('are dropped before their tables', async () => {
    await open().dropTables();
    await open().createTables();
    expect(await open().repository(AuthorTotal).count()).toBe(0);
  });
});
