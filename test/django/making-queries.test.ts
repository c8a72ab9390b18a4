// Django's "Making queries": each expression of the page, and what it gives.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Filter, MultipleRowsError, NotFoundError, type Repository } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { Author, Blog, blogEntities, Dog, Entry, EntryDetail, fillBlog } from './blog.js';

describeEachDataSource('making queries', blogEntities, (open) => {
  beforeAll(() => fillBlog(open()));
  const entries = (): Repository<Entry> => open().repository(Entry);
  const blogs = (): Repository<Blog> => open().repository(Blog);
  const ids = async (filter: Filter<Entry>): Promise<number[]> => await entries().filter(filter).orderBy('id').valuesList('id').all();
  const blogIds = async (filter: Filter<Blog>): Promise<number[]> => await blogs().filter(filter).orderBy('id').valuesList('id').all();

  describe('retrieving objects', () => {
    test('Entry.objects.all()', async () => {
      expect(await entries().all()).toHaveLength(5);
    });
    test('Entry.objects.filter(pub_date__year=2006)', async () => {
      expect(await ids({ pubDate: { year: 2006 } })).toEqual([4]);
    });
    test('filter(headline__startswith="What").exclude(pub_date__gte=today).filter(pub_date__gte=date(2005, 1, 30))', async () => {
      const found = entries()
        .filter({ headline: { startsWith: 'What' } })
        .exclude({ pubDate: { gte: new Date() } })
        .filter({ pubDate: { gte: new Date('2005-01-30') } });
      expect(await found.valuesList('id').all()).toEqual([4]);
    });
    test('filtered querysets are unique', async () => {
      const q1 = entries().filter({ headline: { startsWith: 'New' } });
      const q2 = q1.exclude({ pubDate: { year: 2009 } });
      const q3 = q1.filter({ pubDate: { year: 2009 } });
      expect([await q1.count(), await q2.count(), await q3.count()]).toEqual([2, 1, 1]);
    });
    test('Entry.objects.get(pk=1)', async () => {
      expect((await entries().get(1)).headline).toBe('New Lennon Biography');
      await expect(entries().get(99)).rejects.toThrow(NotFoundError);
      await expect(entries().filter({ blogId: 1 }).get()).rejects.toThrow(MultipleRowsError);
    });
    test('Entry.objects.all()[:2], [1:3], order_by("headline")[0]', async () => {
      const ordered = entries().orderBy('id').valuesList('id');
      expect(await ordered.limit(2).all()).toEqual([1, 2]);
      expect(await ordered.offset(1).limit(2).all()).toEqual([2, 3]);
      expect((await entries().orderBy('headline').first())?.id).toBe(3);
    });
  });

  describe('field lookups', () => {
    test.each<[string, Filter<Entry>, number[]]>([
      ['filter(pub_date__lte="2006-01-06")', { pubDate: { lte: new Date('2006-01-06') } }, [4]],
      ['filter(blog_id=2)', { blogId: 2 }, [4, 5]],
      ['get(headline__exact="What is cheddar?")', { headline: 'What is cheddar?' }, [4]],
      ['filter(headline__iexact="what is CHEDDAR?")', { headline: { iexact: 'what is CHEDDAR?' } }, [4]],
      ['filter(headline__contains="Lennon")', { headline: { contains: 'Lennon' } }, [1, 2, 5]],
      ['filter(headline__endswith="Paperback")', { headline: { endsWith: 'Paperback' } }, [2]],
      ['filter(pk__in=[1, 4])', { id: { in: [1, 4] } }, [1, 4]],
      ['filter(pk__gt=3)', { id: { gt: 3 } }, [4, 5]],
      ['filter(rating=None)', { rating: null }, [3]],
    ])('%s', async (_name, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
    });
  });

  describe('lookups that span relationships', () => {
    test.each<[string, Filter<Entry>, number[]]>([
      ['filter(blog__name="Beatles Blog")', { blog: { name: 'Beatles Blog' } }, [1, 2, 3]],
      ['filter(blog__id__exact=2)', { blog: { id: 2 } }, [4, 5]],
      ['filter(authors__name="Lennon")', { authors: { name: 'Lennon' } }, [1, 2]],
      ['filter(entrydetail__details__contains="first")', { detail: { details: { contains: 'first' } } }, [1]],
      ['filter(entrydetail__isnull=True)', { detail: null }, [2, 3, 4, 5]],
    ])('Entry.objects.%s', async (_name, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
    });
    test.each<[string, Filter<Blog>, number[]]>([
      ['filter(entry__headline__contains="Lennon")', { entries: { headline: { contains: 'Lennon' } } }, [1, 2]],
      ['filter(entry__authors__name="Smith")', { entries: { authors: { name: 'Smith' } } }, [1, 2]],
      ['filter(entry__authors__name__isnull=True): no author at all', { entries: { authors: { none: {} } } }, [2]],
      ['filter(entry__authors__isnull=False, entry__authors__email__isnull=True)', { entries: { authors: { email: null } } }, [1]],
    ])('Blog.objects.%s', async (_name, filter, expected) => {
      expect(await blogIds(filter)).toEqual(expected);
    });
  });

  describe('spanning multi-valued relationships', () => {
    test('filter(entry__headline__contains="Lennon", entry__pub_date__year=2008): one entry fulfils both', async () => {
      expect(await blogIds({ entries: { headline: { contains: 'Lennon' }, pubDate: { year: 2008 } } })).toEqual([1]);
    });
    test('filter(entry__headline__contains="Best").filter(entry__pub_date__year=2009): any two entries', async () => {
      const found = blogs()
        .filter({ entries: { headline: { contains: 'Best' } } })
        .filter({ entries: { pubDate: { year: 2009 } } });
      expect(await found.valuesList('id').all()).toEqual([1]);
      expect(await blogIds({ entries: { headline: { contains: 'Best' }, pubDate: { year: 2009 } } })).toEqual([]);
    });
    test('rows are never multiplied: filter(entry__headline__contains="Lennon")', async () => {
      expect(
        await blogs()
          .filter({ entries: { headline: { contains: 'Lennon' } } })
          .count(),
      ).toBe(2);
    });
    test('exclude(entry__in=Entry.objects.filter(headline__contains="Lennon", pub_date__year=2008))', async () => {
      const old = entries().filter({ headline: { contains: 'Lennon' }, pubDate: { year: 2008 } });
      expect(
        await blogs()
          .exclude({ entries: { id: { in: old.valuesList('id') } } })
          .orderBy('id')
          .valuesList('id')
          .all(),
      ).toEqual([2, 3]);
    });
  });

  describe('filters can reference fields on the model', () => {
    test('filter(number_of_comments__gt=F("number_of_pingbacks"))', async () => {
      expect(await ids((e) => e.numberOfComments.gt(e.numberOfPingbacks))).toEqual([1, 5]);
    });
    test('filter(number_of_comments__gt=F("number_of_pingbacks") * 2)', async () => {
      expect(await ids((e) => e.numberOfComments.gt(e.numberOfPingbacks.times(2)))).toEqual([1, 5]);
    });
    test('filter(rating__lt=F("number_of_comments") + F("number_of_pingbacks"))', async () => {
      expect(await ids((e) => e.rating.lt(e.numberOfComments.plus(e.numberOfPingbacks)))).toEqual([1, 2, 5]);
    });
    test('filter(authors__name=F("blog__name")): a relation and a path', async () => {
      expect(await ids((e) => e.authors.some((a) => a.name.eq(e.blog.name)))).toEqual([]);
      expect(await ids((e) => e.authors.some((a) => e.headline.contains(a.name)))).toEqual([1, 2]);
    });
    test('filter(pub_date__gt=F("pub_date") - timedelta(days=3)), filter(pub_date__year=F("mod_date__year"))', async () => {
      expect(await ids((e) => e.pubDate.gt(e.pubDate.minus({ days: 3 })))).toEqual([1, 2, 3, 4, 5]);
    });
    test('values_list("pub_date__year").distinct()', async () => {
      expect(
        await entries()
          .values((e) => ({ year: e.pubDate.year() }))
          .distinct()
          .orderBy((e) => e.pubDate.year())
          .all(),
      ).toEqual([{ year: 2006 }, { year: 2008 }, { year: 2009 }, { year: 2020 }]);
    });
    test('aggregate(first_published_year=Min("pub_date__year"))', async () => {
      expect(await entries().min((e) => e.pubDate.year())).toBe(2006);
    });
  });

  test('escaping % and _: filter(name__contains="100%_")', async () => {
    expect(await blogIds({ name: { contains: '100%_' } })).toEqual([3]);
    expect(await blogIds({ name: { contains: '%' } })).toEqual([3]);
    expect(await blogIds({ name: { endsWith: '_' } })).toEqual([3]);
  });

  describe('querying JSONField', () => {
    const dogs = async (filter: Filter<Dog>): Promise<string[]> =>
      await open().repository(Dog).filter(filter).orderBy('id').valuesList('name').all();
    test.each<[string, Filter<Dog>, string[]]>([
      ['filter(data=None) at the column', { data: null }, ['Merlin']],
      ['filter(data__breed="collie")', { data: { path: ['breed'], eq: 'collie' } }, ['Meg']],
      ['filter(data__owner__name="Bob")', { data: { path: ['owner', 'name'], eq: 'Bob' } }, ['Rufus']],
      ['filter(data__owner__other_pets__0__name="Fishy")', { data: { path: ['owner', 'other_pets', 0, 'name'], eq: 'Fishy' } }, ['Rufus']],
      ['filter(data__owner__isnull=True)', { not: { data: { path: ['owner'] } } }, ['Fred', 'Merlin']],
      ['filter(data__contains={"breed": "collie"})', { data: { contains: { breed: 'collie' } } }, ['Meg']],
      ['filter(data__has_key="owner")', { data: { hasKey: 'owner' } }, ['Rufus', 'Meg']],
      [
        'filter(data__has_keys=["breed", "owner"])',
        { and: [{ data: { hasKey: 'breed' } }, { data: { hasKey: 'owner' } }] },
        ['Rufus', 'Meg'],
      ],
    ])('Dog.objects.%s', async (_name, filter, expected) => {
      expect(await dogs(filter)).toEqual(expected);
    });
  });

  describe('complex lookups with Q objects', () => {
    test('Q(headline__startswith="What") | Q(headline__startswith="Best")', async () => {
      expect(await ids({ or: [{ headline: { startsWith: 'What' } }, { headline: { startsWith: 'Best' } }] })).toEqual([3, 4]);
    });
    test('Q(headline__startswith="New") | ~Q(pub_date__year=2005)', async () => {
      expect(await ids({ or: [{ headline: { startsWith: 'New' } }, { not: { pubDate: { year: 2008 } } }] })).toEqual([1, 2, 4, 5]);
    });
    test('filter(Q(pub_date=...) | Q(pub_date=...), headline__startswith="Best")', async () => {
      expect(await ids({ headline: { startsWith: 'Best' }, or: [{ pubDate: { year: 2008 } }, { pubDate: { year: 2009 } }] })).toEqual([3]);
    });
    test('~Q(...) & ~Q(...), NULLs included', async () => {
      expect(await ids({ not: { rating: { gt: 3 } } })).toEqual([3, 4, 5]);
    });
  });

  test('comparing, related objects in both directions, one-to-one', async () => {
    const [entry] = await entries()
      .filter({ id: 2 })
      .join({ blog: true })
      .prefetch({ authors: { orderBy: 'name' } })
      .all();
    expect(entry?.blog.name).toBe('Beatles Blog');
    expect(entry?.authors.map(({ name }) => name)).toEqual(['Lennon', 'McCartney']);
    const blog = await blogs()
      .prefetch({ entries: { filter: { headline: { contains: 'Lennon' } }, orderBy: 'id' } })
      .get(1);
    expect(blog.entries.map(({ id }) => id)).toEqual([1, 2]);
    const detail = await open()
      .repository(EntryDetail)
      .join({ entry: { blog: true } })
      .get(1);
    expect(detail.entry.blog.name).toBe('Beatles Blog');
    expect((await entries().join({ detail: true }).get(1)).detail?.details).toBe('first edition');
    expect((await entries().join({ detail: true }).get(2)).detail).toBeNull();
  });

  test('updating and deleting', async () => {
    const made = await entries().create({
      blogId: 3,
      headline: 'Temporary',
      bodyText: '',
      pubDate: new Date('2022-02-02T00:00:00Z'),
      modDate: '2022-02-02',
      numberOfComments: 0,
      numberOfPingbacks: 0,
    });
    const own = entries().filter({ id: made.id });
    // Entry.objects.filter(...).update(headline="Everything is the same")
    expect(await own.update({ headline: 'Everything is the same' })).toBe(1);
    // Entry.objects.update(number_of_pingbacks=F("number_of_pingbacks") + 1)
    expect(await own.update({ numberOfPingbacks: (e) => e.numberOfPingbacks.plus(1) })).toBe(1);
    expect(await own.get()).toMatchObject({ headline: 'Everything is the same', numberOfPingbacks: 1, rating: null });
    // Entry.objects.filter(blog__name=...).delete()
    expect(
      await entries()
        .filter({ blog: { name: 'Pop 100%_' } })
        .delete(),
    ).toBe(1);
    expect(await entries().count()).toBe(5);
  });

  test('many-to-many from the other side: Author.objects.filter(entry__id=2)', async () => {
    const names = await open()
      .repository(Author)
      .filter({ entries: { id: 2 } })
      .orderBy('name')
      .valuesList('name')
      .all();
    expect(names).toEqual(['Lennon', 'McCartney']);
  });
});
