// Django's "QuerySet API reference": methods and all field lookups, and what they give.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { count, type Cols, type Condition, extract, type Filter, max, random, type Repository, truncate, UnsupportedError } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { Author, Blog, blogEntities, Entry, EntryAuthor, fillBlog } from './blog.js';

describeEachDataSource('the QuerySet API', blogEntities, (open, dialect) => {
  beforeAll(() => fillBlog(open()));
  const entries = (): Repository<Entry> => open().repository(Entry);
  const blogs = (): Repository<Blog> => open().repository(Blog);
  const ids = async (filter: Filter<Entry>): Promise<number[]> => await entries().filter(filter).orderBy('id').valuesList('id').all();

  describe('methods that return new QuerySets', () => {
    test('exclude(pub_date__gt=date, headline="..."): not both', async () => {
      const found = entries().exclude({ pubDate: { gt: new Date('2009-01-01') }, headline: { startsWith: 'Lennon' } });
      expect(await found.orderBy('id').valuesList('id').all()).toEqual([1, 2, 3, 4]);
    });
    test('filter(c) and exclude(c) are all rows, NULLs included', async () => {
      const c: Filter<Entry> = { rating: { gt: 3 } };
      expect((await entries().filter(c).count()) + (await entries().exclude(c).count())).toBe(5);
    });
    test('annotate(Count("entry")), alias by filtering without giving', async () => {
      expect(
        await blogs()
          .annotate((b) => ({ n: count(b.entries) }))
          .orderBy('id')
          .valuesList('n')
          .all(),
      ).toEqual([3, 2, 0]);
      expect(
        await blogs()
          .annotate((b) => ({ n: count(b.entries) }))
          .filter({ n: { gt: 2 } })
          .values('name')
          .all(),
      ).toEqual([{ name: 'Beatles Blog' }]);
    });
    test('order_by("-pub_date", "headline"), order_by("blog__name", "headline"), order_by("?"), reverse()', async () => {
      expect(await entries().orderBy('-pubDate', 'headline').valuesList('id').all()).toEqual([5, 2, 3, 1, 4]);
      expect(await entries().orderBy('blog.name', 'headline').valuesList('id').all()).toEqual([3, 1, 2, 5, 4]);
      expect(
        (
          await entries()
            .orderBy(() => random())
            .valuesList('id')
            .all()
        ).toSorted(),
      ).toEqual([1, 2, 3, 4, 5]);
      expect((await entries().orderBy('pubDate').last())?.id).toBe(5);
    });
    test('distinct(), order_by("blog").distinct("blog")', async () => {
      expect(await entries().values('blogId').distinct().orderBy('blogId').all()).toEqual([{ blogId: 1 }, { blogId: 2 }]);
      expect(await entries().orderBy('blogId', '-pubDate').distinctOn('blogId').valuesList('id').all()).toEqual([2, 5]);
    });
    test('values(), values("id", "blog"), values(lower_name=Lower("name")), values_list("id", flat=True)', async () => {
      expect(await blogs().orderBy('id').limit(1).values('id', 'name').all()).toEqual([{ id: 1, name: 'Beatles Blog' }]);
      expect(
        await entries()
          .filter({ id: 1 })
          .values((e) => ({ id: e.id, blog: e.blog.name }))
          .all(),
      ).toEqual([{ id: 1, blog: 'Beatles Blog' }]);
      expect(await entries().orderBy('id').valuesList('id').all()).toEqual([1, 2, 3, 4, 5]);
    });
    test('dates("pub_date", "year"), datetimes("pub_date", "month", order="DESC")', async () => {
      const years = entries()
        .values((e) => ({ year: truncate(e.pubDate, 'year') }))
        .distinct();
      expect((await years.all()).map(({ year }) => year.getUTCFullYear()).toSorted()).toEqual([2006, 2008, 2009, 2020]);
    });
    test('none()', async () => {
      expect(await ids({ id: { in: [] } })).toEqual([]);
    });
    test('union(), union(all=True), intersection(), difference()', async () => {
      const lennon = entries().filter({ headline: { contains: 'Lennon' } });
      const first = entries().filter({ blogId: 1 });
      expect(await lennon.union(first).orderBy('id').valuesList('id').all()).toEqual([1, 2, 3, 5]);
      expect(await lennon.unionAll(first).count()).toBe(6);
      expect(await lennon.intersect(first).orderBy('id').valuesList('id').all()).toEqual([1, 2]);
      expect(await lennon.except(first).valuesList('id').all()).toEqual([5]);
    });
    test('select_related("blog"), prefetch_related("entry_set__authors")', async () => {
      let statements = 0;
      const stop = open().onQuery(() => statements++);
      expect((await entries().join({ blog: true }).get(4)).blog.name).toBe('Cheddar Talk');
      expect(statements).toBe(1);
      const [blog] = await blogs()
        .orderBy('id')
        .prefetch({ entries: { orderBy: 'id', prefetch: { authors: { orderBy: 'id' } } } })
        .all();
      stop();
      expect(statements).toBe(4);
      expect(blog?.entries.map(({ authors }) => authors.map(({ name }) => name))).toEqual([['Lennon'], ['Lennon', 'McCartney'], ['Smith']]);
    });
    test('Prefetch("entry_set", queryset=Entry.objects.filter(...).order_by(...)[:1])', async () => {
      const rows = await blogs()
        .orderBy('id')
        .prefetch({ entries: { filter: { rating: { gte: 1 } }, orderBy: '-rating', limit: 1 } })
        .all();
      expect(rows.map((row) => row.entries.map(({ id }) => id))).toEqual([[1], [4], []]);
    });
    test('a many-to-many prefetch with its through rows', async () => {
      const author = await open()
        .repository(Author)
        .prefetch({ entries: { through: EntryAuthor, orderBy: 'id' } })
        .get(1);
      expect(author.entries.map(({ id, through }) => [id, through.authorId])).toEqual([
        [1, 1],
        [2, 1],
      ]);
    });
    test('only("headline") is values; defer of hidden columns is their default', async () => {
      expect(await entries().filter({ id: 3 }).values('headline').get()).toEqual({ headline: 'Best Albums of 2008' });
    });
    test('select_for_update(), skip_locked, of', async () => {
      const locked = open().transaction(async () => await entries().filter({ id: 1 }).forUpdate().valuesList('id').all());
      expect(await locked).toEqual([1]);
      const skipping = open().transaction(
        async () => await entries().filter({ id: 1 }).forUpdate({ skipLocked: true }).valuesList('id').all(),
      );
      if (dialect === 'sqlite') await expect(skipping).rejects.toThrow(UnsupportedError);
      else expect(await skipping).toEqual([1]);
    });
    test('raw("SELECT * FROM ..."), checked by the class', async () => {
      const rows = await open().sql(Blog)`select * from django_blogs where id = ${2}`.all();
      expect(rows[0]).toBeInstanceOf(Blog);
      expect(rows[0]?.name).toBe('Cheddar Talk');
    });
  });

  describe('methods that do not', () => {
    test('count(), exists(), contains(obj), in_bulk([1, 2])', async () => {
      expect(
        await entries()
          .filter({ headline: { contains: 'Lennon' } })
          .count(),
      ).toBe(3);
      expect(await entries().filter({ blogId: 3 }).exists()).toBe(false);
      expect(await entries().filter({ blogId: 1 }).filter({ id: 2 }).exists()).toBe(true);
      const byId = new Map(
        (
          await blogs()
            .filter({ id: { in: [1, 2] } })
            .all()
        ).map((blog) => [blog.id, blog]),
      );
      expect(byId.get(2)?.name).toBe('Cheddar Talk');
    });
    test('iterator(), first(), last(), latest("pub_date"), earliest("pub_date")', async () => {
      const seen: number[] = [];
      for await (const { id } of entries().orderBy('id').stream()) seen.push(id);
      expect(seen).toEqual([1, 2, 3, 4, 5]);
      const all: (Entry | null)[] = [
        await entries().orderBy('headline', 'pubDate').first(),
        await entries().first(),
        await entries().last(),
        await entries().orderBy('-pubDate').first(),
        await entries().orderBy('pubDate').first(),
      ];
      expect(all.map((entry) => entry?.id)).toEqual([3, 1, 5, 5, 4]);
      expect(await entries().filter({ blogId: 3 }).first()).toBeNull();
    });
    test('aggregate(Max("rating")), explain()', async () => {
      expect(await entries().aggregate((e) => ({ best: max(e.rating) }))).toEqual({ best: 5 });
      expect(String(await entries().filter({ id: 1 }).explain())).toMatch(/django_entries|t0/);
    });
  });

  describe('field lookups', () => {
    test.each<[string, Filter<Entry>, number[]]>([
      ['exact', { id: { eq: 1 } }, [1]],
      ['exact None', { rating: { eq: null as never } }, [3]],
      ['iexact', { headline: { iexact: 'BEST ALBUMS OF 2008' } }, [3]],
      ['contains', { headline: { contains: 'Lennon' } }, [1, 2, 5]],
      ['contains heeds case', { headline: { contains: 'lennon' } }, []],
      ['icontains', { headline: { icontains: 'lennon' } }, [1, 2, 5]],
      ['in', { id: { in: [1, 3, 4] } }, [1, 3, 4]],
      ['in []', { id: { in: [] } }, []],
      ['gt', { id: { gt: 4 } }, [5]],
      ['gte', { id: { gte: 4 } }, [4, 5]],
      ['lt', { rating: { lt: 3 } }, [5]],
      ['lte', { rating: { lte: 3 } }, [4, 5]],
      ['startswith', { headline: { startsWith: 'Lennon' } }, [5]],
      ['istartswith', { headline: { istartsWith: 'lennon' } }, [5]],
      ['endswith', { headline: { endsWith: 'cheddar?' } }, [4]],
      ['iendswith', { headline: { iendsWith: 'CHEDDAR?' } }, [4]],
      ['range', { pubDate: { between: [new Date('2008-01-01'), new Date('2008-12-31')] } }, [1, 3]],
      ['date', { pubDate: { date: '2009-06-01' } }, [2]],
      ['date__gt', { pubDate: { date: { gt: '2009-01-01' } } }, [2, 5]],
      ['year', { pubDate: { year: 2008 } }, [1, 3]],
      ['year__gte', { pubDate: { year: { gte: 2009 } } }, [2, 5]],
      ['month', { pubDate: { month: 12 } }, [3]],
      ['day', { pubDate: { day: 1 } }, [1, 2, 5]],
      ['week', { pubDate: { week: 1 } }, [4]],
      ['hour', { pubDate: { hour: 23 } }, [2]],
      ['hour__gte', { pubDate: { hour: { gte: 12 } } }, [2, 5]],
      ['isnull=True', { rating: { isNull: true } }, [3]],
      ['isnull=False', { rating: { isNull: false } }, [1, 2, 4, 5]],
      ['regex', { headline: { regex: '^(An?|What) +' } }, [4]],
      ['iregex', { headline: { regex: /^(an?|what) +/i } }, [4]],
    ])('%s', async (_name, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
    });

    test.each<[string, (e: Cols<Entry>) => Condition, number[]]>([
      ['iso_year', (e) => extract(e.pubDate, 'isoYear').eq(2006), [4]],
      ['quarter', (e) => extract(e.pubDate, 'quarter').eq(2), [1, 2, 5]],
      ['iso_week_day', (e) => extract(e.pubDate, 'weekday').eq(1), [2, 3]],
      ['minute', (e) => extract(e.pubDate, 'minute').eq(15), [2]],
      ['second', (e) => extract(e.pubDate, 'second').gt(0), []],
      ['time', (e) => extract(e.pubDate, 'time').gt('12:30:00'), [2]],
      ['year of a date column', (e) => extract(e.modDate, 'year').eq(2020), [5]],
    ])('%s', async (_name, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
    });

    test('in a queryset: filter(blog__in=Blog.objects.filter(name__contains="Cheddar"))', async () => {
      expect(
        await ids({
          blogId: {
            in: blogs()
              .filter({ name: { contains: 'Cheddar' } })
              .valuesList('id'),
          },
        }),
      ).toEqual([4, 5]);
    });
  });
});
