// Files of SQL: the example of docs/guide/sql-files.md on each database, and what is refused.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  affected,
  Column,
  DataSource,
  DecodeError,
  Entity,
  Id,
  InvalidQueryError,
  many,
  maybe,
  MultipleRowsError,
  NotFoundError,
  one,
  type SqlDeclarations,
} from 'oxyde';
import { root } from '../support/house.js';
import { describeEachDialect } from '../support/test-database.js';

const guide = readFileSync(join(root, 'docs/guide/sql-files.md'), 'utf8');
const [, example = ''] = /```sql\n([\s\S]*?)```/.exec(guide) ?? [];

@Entity({ table: 'file_authors' })
class Author {
  @Id.natural() @Column.int() id!: number;
  @Column.string({ maxLength: 50 }) name!: string;
}

@Entity({ table: 'file_posts' })
class Post {
  @Id.natural() @Column.int() id!: number;
  @Column.int() authorId!: number;
  @Column.date() written!: string;
  @Column.text({ nullable: true }) summary!: string | null;
}

describeEachDialect('a file of SQL', (_, url) => {
  let dataSource: DataSource;
  let folder: string;

  const open = <D extends SqlDeclarations>(sql: string, declarations: D) => {
    const path = join(folder, 'reports.sql');
    writeFileSync(path, sql);
    return dataSource.sqlFile(path, declarations);
  };
  const reports = () =>
    open(example, {
      topAuthors: many({ since: 'date' }, { name: 'text', posts: 'int', summary: 'text?' }),
      author: one({ name: 'text' }, { id: 'int', name: 'text' }),
      findAuthor: maybe({ name: 'text' }, { id: 'int', name: 'text' }),
      rename: affected({ from: 'text', to: 'text' }),
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oxyde-sql-'));
    dataSource = await DataSource.open({ url: url(), entities: [Author, Post] });
    await dataSource.createTables();
  });
  beforeEach(async () => {
    await dataSource.repository(Author).unfiltered().delete();
    await dataSource.repository(Post).unfiltered().delete();
    await dataSource.repository(Author).bulkCreate([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Bob' },
      { id: 3, name: 'Bob' },
    ]);
    await dataSource.repository(Post).bulkCreate([
      { id: 1, authorId: 1, written: '2024-05-01', summary: 'b' },
      { id: 2, authorId: 1, written: '2024-06-01', summary: null },
      { id: 3, authorId: 2, written: '2024-06-01', summary: null },
      { id: 4, authorId: 2, written: '2023-06-01', summary: 'old' },
    ]);
  });
  afterAll(async () => {
    await dataSource.close();
    rmSync(folder, { recursive: true });
  });

  test('its statements give what they declare', async () => {
    const file = reports();
    await file.check();
    const { topAuthors, author, findAuthor, rename } = file.statements;
    const rows: { name: string; posts: number; summary: string | null }[] = await topAuthors({ since: '2024-01-01' });
    expect(rows).toEqual([
      { name: 'Ada', posts: 2, summary: 'b' },
      { name: 'Bob', posts: 1, summary: null },
    ]);
    expect(await author({ name: 'Ada' })).toEqual({ id: 1, name: 'Ada' });
    expect(await findAuthor({ name: "'; drop table file_authors; --" })).toBeNull();
    expect(await rename({ from: 'Bob', to: 'Bert' })).toBe(2);
    await expect(author({ name: 'Zoe' })).rejects.toThrow(NotFoundError);
    await expect(findAuthor({ name: 'Bert' })).rejects.toThrow(MultipleRowsError);
  });

  test('they join the transaction of their caller', async () => {
    const { rename } = reports().statements;
    const failed = dataSource.transaction(async () => {
      await rename({ from: 'Ada', to: 'Eve' });
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    expect(await dataSource.repository(Author).filter({ name: 'Ada' }).count()).toBe(1);
  });

  test('parameters are found outside of quotes, comments and casts alone, as often as they stand there', async () => {
    const sql = `-- name: odd :one
      select ':no' as a, "name" as b, /* :no ' */ id as c -- :no
      from file_authors where id = :id and id + 0 = :id and ':id' <> name;`;
    const { statements } = open(sql.replaceAll('"', ''), { odd: one({ id: 'int' }, { a: 'text', b: 'text', c: 'int' }) });
    expect(await statements.odd({ id: 2 })).toEqual({ a: ':no', b: 'Bob', c: 2 });
  });

  describe('is refused', () => {
    const author = '-- name: author :one\nselect id, name from file_authors where id = :id';
    const columns = { id: 'int', name: 'text' } as const;

    test('when it is opened: statements, modes and parameters that differ', () => {
      expect(() => open(author, {})).toThrow('without a declaration: author');
      expect(() => open('', { author: one({}, columns) })).toThrow('no statement author');
      expect(() => open(author, { author: many({ id: 'int' }, columns) })).toThrow(':one in its file and many');
      expect(() => open(author, { author: one({}, columns) })).toThrow('parameters without a declaration: id');
      expect(() => open(author, { author: one({ id: 'int', to: 'int' }, columns) })).toThrow('does not use to');
    });

    test('when it is checked: columns that differ, and SQL that the database does not take', async () => {
      const other = open(author, { author: one({ id: 'int' }, { id: 'int', title: 'text' }) });
      await expect(other.check()).rejects.toThrow(InvalidQueryError);
      await expect(other.statements.author({ id: 1 })).rejects.toThrow('title');
      const broken = open(author.replace('file_authors', 'nowhere'), { author: one({ id: 'int' }, columns) });
      await expect(broken.check()).rejects.toThrow('nowhere');
    });

    test('when it runs: missing, unknown and null parameters, and NULL where none was declared', async () => {
      const { statements } = open(author, { author: one({ id: 'int' }, columns) });
      await expect(statements.author({} as never)).rejects.toThrow('id of the statement author is missing');
      await expect(statements.author({ id: null } as never)).rejects.toThrow('is null');
      await expect(statements.author({ id: 1, more: 2 } as never)).rejects.toThrow('no parameter more');
      const summaries = open('-- name: all :many\nselect summary as summary from file_posts', { all: many({}, { summary: 'text' }) });
      await expect(summaries.statements.all()).rejects.toThrow(DecodeError);
    });
  });
});
