// Django's "Aggregation": each expression of the page, and what it gives.
import { beforeAll, expect, test } from '@jest/globals';
import { avg, count, max, min, type Repository, sum } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { Book, bookshopEntities, fillBookshop, Publisher, Store, Writer } from './bookshop.js';

describeEachDataSource('aggregation', bookshopEntities, (open) => {
  beforeAll(() => fillBookshop(open()));
  const books = (): Repository<Book> => open().repository(Book);
  const publishers = (): Repository<Publisher> => open().repository(Publisher);

  test('Book.objects.count(), filter(publisher__name="BaloneyPress").count()', async () => {
    expect([
      await books().count(),
      await books()
        .filter({ publisher: { name: 'BaloneyPress' } })
        .count(),
    ]).toEqual([4, 2]);
  });

  test('aggregate(Avg("price"), Max("price"), Min("price"))', async () => {
    expect(await books().aggregate((b) => ({ mean: avg(b.pages), most: max(b.pages), least: min(b.pages) }))).toEqual({
      mean: 475,
      most: 900,
      least: 200,
    });
    expect(await books().aggregate((b) => ({ most: max(b.price), least: min(b.price), all: sum(b.price) }))).toEqual({
      most: '60.00',
      least: '19.99',
      all: '155.49',
    });
  });

  test('aggregate(price_diff=Max("pages") - Avg("pages"))', async () => {
    expect(await books().aggregate((b) => ({ diff: max(b.pages).minus(min(b.pages)) }))).toEqual({ diff: 700 });
  });

  test('Publisher.objects.annotate(num_books=Count("book"))', async () => {
    const rows = await publishers()
      .annotate((p) => ({ numBooks: count(p.books) }))
      .orderBy('id')
      .all();
    expect(rows.map(({ name, numBooks }) => [name, numBooks])).toEqual([
      ['BaloneyPress', 2],
      ['SalamiPress', 2],
      ['Empty', 0],
    ]);
  });

  test('annotate(above_5=Count("book", filter=Q(book__rating__gt=4.5)), below_5=...)', async () => {
    const rows = await publishers()
      .annotate((p) => ({
        above: count(p.books, { filter: (b) => b.rating.gt(4.5) }),
        below: count(p.books, { filter: (b) => b.rating.lte(4.5) }),
      }))
      .orderBy('id')
      .values('above', 'below')
      .all();
    expect(rows).toEqual([
      { above: 1, below: 1 },
      { above: 0, below: 2 },
      { above: 0, below: 0 },
    ]);
  });

  test('Publisher.objects.annotate(num_books=Count("book")).order_by("-num_books")[:5]', async () => {
    const first = await publishers()
      .annotate((p) => ({ numBooks: count(p.books) }))
      .orderBy('-numBooks', 'name')
      .first();
    expect([first?.name, first?.numBooks]).toEqual(['BaloneyPress', 2]);
  });

  test('annotate(Count("authors"), Count("store")): several aggregations do not multiply each other', async () => {
    const rows = await books()
      .annotate((b) => ({ writers: count(b.authors), shops: count(b.stores) }))
      .orderBy('id')
      .values('writers', 'shops')
      .all();
    expect(rows).toEqual([
      { writers: 2, shops: 2 },
      { writers: 1, shops: 1 },
      { writers: 1, shops: 2 },
      { writers: 1, shops: 1 },
    ]);
  });

  test('Store.objects.annotate(min_price=Min("books__price"), max_price=Max("books__price"))', async () => {
    const rows = await open()
      .repository(Store)
      .annotate((s) => ({ least: min(s.books, (b) => b.price), most: max(s.books, (b) => b.price) }))
      .orderBy('id')
      .values('name', 'least', 'most')
      .all();
    expect(rows).toEqual([
      { name: 'Amazon', least: '19.99', most: '60.00' },
      { name: 'Corner', least: '19.99', most: '30.00' },
    ]);
  });

  test('Store.objects.aggregate(youngest_age=Min("books__authors__age"))', async () => {
    const youngest = await open()
      .repository(Writer)
      .filter({ books: { stores: {} } })
      .min('age');
    expect(youngest).toBe(34);
  });

  test('Author.objects.annotate(total_pages=Sum("book__pages")), aggregate(average_rating=Avg("book__rating"))', async () => {
    const rows = await open()
      .repository(Writer)
      .annotate((w) => ({ total: sum(w.books, (b) => b.pages) }))
      .orderBy('id')
      .values('name', 'total')
      .all();
    expect(rows).toEqual([
      { name: 'Ada', total: 1200 },
      { name: 'Bob', total: 800 },
      { name: 'Cy', total: 200 },
    ]);
  });

  test('Book.objects.filter(name__startswith="Django").aggregate(Avg("pages")), annotate(num_authors=...)', async () => {
    const own = books().filter({ name: { startsWith: 'Django' } });
    expect(await own.avg('pages')).toBe(600);
    expect(
      await own
        .annotate((b) => ({ n: count(b.authors) }))
        .orderBy('id')
        .valuesList('n')
        .all(),
    ).toEqual([2, 1]);
  });

  test('annotate(num_authors=Count("authors")).filter(num_authors__gt=1)', async () => {
    expect(
      await books()
        .annotate((b) => ({ n: count(b.authors) }))
        .filter({ n: { gt: 1 } })
        .valuesList('name')
        .all(),
    ).toEqual(['Django for beginners']);
  });

  test('order of annotate and filter: annotate(Count("book", distinct=True)).filter(book__rating__gt=4.5)', async () => {
    const counted = publishers().annotate((p) => ({ n: count(p.books) }));
    expect(
      await counted
        .filter({ books: { rating: { gt: 4.5 } } })
        .values('name', 'n')
        .all(),
    ).toEqual([{ name: 'BaloneyPress', n: 2 }]);
  });

  test('Author.objects.values("name").annotate(average_rating=Avg("book__rating")): groups', async () => {
    const rows = await books()
      .groupBy('publisherId')
      .aggregate((b) => ({ mean: avg(b.rating), books: count() }))
      .orderBy('publisherId')
      .all();
    expect(rows).toEqual([
      { publisherId: 1, mean: 4.75, books: 2 },
      { publisherId: 2, mean: 4, books: 2 },
    ]);
  });

  test('values("rating").annotate(n=Count("id")).filter(n__gt=1).order_by("-n")', async () => {
    const groups = books()
      .groupBy('rating')
      .aggregate(() => ({ n: count() }));
    expect(await groups.orderBy('-n', 'rating').all()).toEqual([
      { rating: 4.5, n: 2 },
      { rating: 3.5, n: 1 },
      { rating: 5, n: 1 },
    ]);
    expect(
      await groups
        .filter({ n: { gt: 1 } })
        .valuesList('rating')
        .all(),
    ).toEqual([4.5]);
  });

  test('values by a path and a part of a date', async () => {
    const rows = await books()
      .groupBy((b) => ({ publisher: b.publisher.name }))
      .aggregate((b) => ({ pages: sum(b.pages) }))
      .orderBy('publisher')
      .all();
    expect(rows).toEqual([
      { publisher: 'BaloneyPress', pages: 800 },
      { publisher: 'SalamiPress', pages: 1100 },
    ]);
  });

  test('annotate(num_authors=Count("authors")).aggregate(Avg("num_authors"))', async () => {
    expect(
      await books()
        .annotate((b) => ({ n: count(b.authors) }))
        .avg('n'),
    ).toBe(1.25);
    expect(
      await books()
        .annotate((b) => ({ n: count(b.authors) }))
        .aggregate((b) => ({ most: max(b.n) })),
    ).toEqual({ most: 2 });
  });

  test('Count("publisher", distinct=True), aggregates over no rows', async () => {
    expect(await books().aggregate((b) => ({ n: count(b.publisherId, { distinct: true }) }))).toEqual({ n: 2 });
    expect(
      await books()
        .filter({ id: { in: [] } })
        .aggregate((b) => ({ n: count(), sum: sum(b.pages), mean: avg(b.pages) })),
    ).toEqual({ n: 0, sum: null, mean: null });
  });

  test('conditional aggregation: Count("pk", filter=Q(pages__gt=400))', async () => {
    expect(
      await books().aggregate((b) => ({ thick: count({ filter: b.pages.gt(400) }), cheap: sum(b.pages, { filter: b.price.lt('25') }) })),
    ).toEqual({
      thick: 2,
      cheap: 200,
    });
  });
});
