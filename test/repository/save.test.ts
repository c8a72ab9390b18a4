// Saves, deletions and re-reads of instances: only what changed is written, and nothing that somebody else changed is lost.
import 'reflect-metadata';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  BelongsTo,
  Column,
  type DataSource,
  Entity,
  type Generated,
  type HasDefault,
  Id,
  InvalidValueError,
  NotFoundError,
  type One,
  type QueryEvent,
  StaleEntityError,
  UnknownKeyError,
  UpdatedAt,
  ValidationFailedError,
  Version,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'save_authors' })
class Author {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 30 }) name!: string;
}

@Entity({ table: 'save_articles' })
class Article {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 30 }) title!: string;
  @Column.int({ default: 0, min: 0 }) views!: HasDefault<number>;
  @Column.decimal({ precision: 8, scale: 2, default: '0.00' }) price!: HasDefault<string>;
  @Column.bigint({ default: 1n }) size!: HasDefault<bigint>;
  @Column.timestamp({ nullable: true }) shownAt!: Date | null;
  @Column.json<{ tags: string[] }>({ default: { tags: [] } }) meta!: HasDefault<{ tags: string[] }>;
  @Column.array('int', { default: () => [] }) scores!: HasDefault<number[]>;
  @Column.bytes({ nullable: true }) digest!: Uint8Array | null;
  @Column.int({ generatedAs: 'views * 2' }) doubled!: Generated<number>;
  authorId!: number | null;
  @BelongsTo(() => Author, 'authorId', { nullable: true }) author!: One<Author> | null;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
}

@Entity({ table: 'save_countries' })
class Country {
  @Id.natural() code!: string;
  @Column.string({ maxLength: 30 }) name!: string;
}

describeEachDataSource('instances', [Author, Article, Country], (open) => {
  let dataSource: DataSource;
  let article: Article;
  const articles = () => dataSource.repository(Article);
  const countries = () => dataSource.repository(Country);
  beforeEach(async () => {
    dataSource = open();
    await articles().unfiltered().delete();
    await countries().unfiltered().delete();
    await dataSource.repository(Author).unfiltered().delete();
    article = await articles().create({ title: 'First', digest: Uint8Array.of(1, 2, 3) });
  });

  async function changesDuring(work: () => Promise<unknown>): Promise<QueryEvent[]> {
    const events: QueryEvent[] = [];
    const stop = dataSource.onQuery((event) => events.push(event));
    await work().finally(stop);
    return events;
  }

  describe('save', () => {
    test('writes only what changed', async () => {
      const [mine, theirs] = [await articles().get(article.id), await articles().get(article.id)];
      await articles().filter({ id: article.id }).update({ views: 7 });
      mine.version = 2;
      await expect(articles().save(mine)).rejects.toThrow(InvalidValueError);
      theirs.title = 'Theirs';
      await expect(articles().save(theirs)).rejects.toThrow(StaleEntityError);
      const fresh = await articles().refresh(theirs);
      expect(fresh).toBe(theirs);
      expect(theirs).toMatchObject({ title: 'First', views: 7, version: 2 });
      theirs.title = 'Second';
      expect(await articles().save(theirs)).toBe(theirs);
      expect(await articles().get(article.id)).toEqual(theirs);
      expect(theirs).toMatchObject({ title: 'Second', views: 7, version: 3, doubled: 14 });
    });

    test('keeps what others wrote in other columns, where there is no version', async () => {
      const country = await countries().create({ code: 'de', name: 'Germany' });
      await countries().filter({ code: 'de' }).update({ name: 'Deutschland' });
      country.code = 'DE';
      await countries().save(country);
      expect(await countries().get('DE')).toMatchObject({ name: 'Deutschland' });
      expect(await countries().count()).toBe(1);
    });

    test('does nothing when nothing changed, whatever the kind of a column', async () => {
      const read = await articles().get(article.id);
      read.shownAt = null;
      read.meta = { tags: [] };
      read.scores = [...read.scores];
      read.digest = Uint8Array.of(1, 2, 3);
      expect(await changesDuring(() => articles().save(read))).toEqual([]);
      expect(read.version).toBe(1);
    });

    test('sees changes made in place', async () => {
      const read = await articles().get(article.id);
      read.meta.tags.push('new');
      read.scores.push(4);
      read.digest?.set([9], 0);
      await articles().save(read);
      expect(await articles().get(article.id)).toMatchObject({ meta: { tags: ['new'] }, scores: [4], digest: Uint8Array.of(9, 2, 3) });
      read.meta.tags.push('newer');
      read.size = 2n ** 60n;
      read.shownAt = new Date('2026-01-02T03:04:05.678Z');
      await articles().save(read);
      read.shownAt.setUTCFullYear(2027);
      await articles().save(read);
      const stored = await articles().get(article.id);
      expect(stored).toEqual(read);
      expect(stored).toMatchObject({ version: 4, size: 2n ** 60n, meta: { tags: ['new', 'newer'] } });
      expect(stored.shownAt?.toISOString()).toBe('2027-01-02T03:04:05.678Z');
    });

    test('writes what `only` names, and leaves the rest for later', async () => {
      article.title = 'Named';
      article.views = 5;
      await articles().save(article, { only: ['title'] });
      expect(await articles().get(article.id)).toMatchObject({ title: 'Named', views: 0 });
      await articles().save(article);
      expect(await articles().get(article.id)).toMatchObject({ title: 'Named', views: 5 });
      await expect(articles().save(article, { only: ['titel'] as never })).rejects.toThrow(UnknownKeyError);
    });

    test('inserts an instance that no repository gave, and updates it from then on', async () => {
      const made = new Article();
      made.title = 'Made';
      await articles().save(made);
      expect(made).toMatchObject({ views: 0, price: '0.00', version: 1, doubled: 0 });
      made.views = 3;
      await articles().save(made);
      expect(made).toMatchObject({ version: 2, doubled: 6 });
      expect(await articles().get(made.id)).toMatchObject({ title: 'Made', views: 3 });
      expect(await articles().count()).toBe(2);
    });

    test('keeps what is changed while its statement runs', async () => {
      article.title = 'Sent';
      article.meta.tags.push('sent');
      const saving = articles().save(article);
      await Promise.resolve();
      article.title = 'Later';
      article.meta.tags.push('later');
      await saving;
      expect(article).toMatchObject({ title: 'Later', meta: { tags: ['sent', 'later'] } });
      await articles().save(article);
      expect(await articles().get(article.id)).toMatchObject({ title: 'Later', meta: { tags: ['sent', 'later'] } });
    });

    test('follows a to-one relation that was set', async () => {
      const [ada, bob] = await dataSource.repository(Author).bulkCreate([{ name: 'Ada' }, { name: 'Bob' }]);
      const read = await articles().join({ author: true }).get(article.id);
      Object.assign(read, { author: ada });
      await articles().save(read);
      expect(read.authorId).toBe(ada?.id);
      Object.assign(read, { author: bob, authorId: ada?.id });
      await articles().save(read);
      expect(await articles().get(article.id)).toMatchObject({ authorId: bob?.id });
      Object.assign(read, { author: ada, authorId: null });
      await expect(articles().save(read)).rejects.toThrow(/Article.authorId.*author was set/);
    });

    test.each([
      ['a broken rule', { views: -1 }, ValidationFailedError, /views/],
      ['null where it is not allowed', { title: null }, ValidationFailedError, /title/],
      ['a generated column', { doubled: 3 }, InvalidValueError, /doubled/],
      ['what is no date', { shownAt: '2026-01-01' }, ValidationFailedError, /shownAt/],
      ['what is no array', { scores: 4 }, ValidationFailedError, /scores/],
      ['what is no bytes', { digest: 4 }, ValidationFailedError, /digest/],
      ['what is no JSON', { meta: { tags: [1n] } }, Error, /meta/],
    ])('refuses %s and writes nothing', async (_title, change, type, message) => {
      const before = await articles().get(article.id);
      const failure = await articles()
        .save(Object.assign(article, change))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(type);
      expect((failure as Error).message).toMatch(message);
      expect(await articles().get(article.id)).toEqual(before);
    });

    test('of an instance whose transaction was rolled back is as if it had not been', async () => {
      const made = Object.assign(new Article(), { title: 'Made' });
      const undone = dataSource.transaction(async () => {
        article.title = 'Undone';
        await articles().save(article);
        await articles().save(made);
        throw new Error('no');
      });
      await expect(undone).rejects.toThrow('no');
      expect(article).toMatchObject({ title: 'Undone', version: 1 });
      expect(made.id).toBeUndefined();
      await articles().save(article);
      await articles().save(made);
      expect(await articles().orderBy('id').valuesList('title').all()).toEqual(['Undone', 'Made']);
    });

    test('by fifty callers with a version: one wins, the others are told', async () => {
      const copies = await Promise.all(Array.from({ length: 50 }, () => articles().get(article.id)));
      const outcomes = await Promise.allSettled(
        copies.map((copy, index) => articles().save(Object.assign(copy, { title: `Title ${index}` }))),
      );
      const lost = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      expect(lost).toHaveLength(49);
      expect(lost.every(({ reason }) => reason instanceof StaleEntityError)).toBe(true);
      expect(await articles().get(article.id)).toMatchObject({ version: 2 });
    });

    test('of joined rows works by their own repository', async () => {
      const author = await dataSource.repository(Author).create({ name: 'Ada' });
      await articles().filter({ id: article.id }).update({ authorId: author.id });
      const read = await articles().join({ author: true }).get(article.id);
      const joined = read.author as Author;
      joined.name = 'Ada L.';
      await dataSource.repository(Author).save(joined);
      expect(await dataSource.repository(Author).get(author.id)).toMatchObject({ name: 'Ada L.' });
    });
  });

  describe('delete', () => {
    test('removes the row once', async () => {
      const copy = await articles().get(article.id);
      await articles().delete(article);
      expect(await articles().count()).toBe(0);
      await expect(articles().delete(copy)).rejects.toThrow(StaleEntityError);
      await expect(articles().delete(article)).rejects.toThrow(InvalidValueError);
      await expect(articles().refresh(copy)).rejects.toThrow(NotFoundError);
    });

    test('removes no row that changed meanwhile', async () => {
      await articles().filter({ id: article.id }).increment('views');
      await expect(articles().delete(article)).rejects.toThrow(StaleEntityError);
      expect(await articles().count()).toBe(1);
    });

    test('is undone with its transaction', async () => {
      const undone = dataSource.transaction(async () => {
        await articles().delete(article);
        throw new Error('no');
      });
      await expect(undone).rejects.toThrow('no');
      await articles().delete(article);
      expect(await articles().count()).toBe(0);
    });

    test.each([[undefined], [null], [[1]], [{ id: 1 }]])('of %p is refused', async (given) => {
      await expect(articles().delete(given as never)).rejects.toThrow(InvalidValueError);
      expect(await articles().count()).toBe(1);
    });
  });
});
