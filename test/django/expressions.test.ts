// Django's "Query Expressions" and "Conditional Expressions": each expression of the pages, and what it gives.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  caseWhen,
  cast,
  coalesce,
  count,
  exists,
  length,
  lower,
  now,
  raw,
  type Repository,
  subquery,
  substring,
  sum,
  upper,
  value,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { AccountType, Book, bookshopEntities, Client, Company, fillBookshop, Publisher } from './bookshop.js';

describeEachDataSource('query expressions', bookshopEntities, (open) => {
  beforeAll(() => fillBookshop(open()));
  const companies = (): Repository<Company> => open().repository(Company);
  const books = (): Repository<Book> => open().repository(Book);
  const publishers = (): Repository<Publisher> => open().repository(Publisher);
  const clients = (): Repository<Client> => open().repository(Client);

  describe('F and arithmetic', () => {
    test('filter(num_employees__gt=F("num_chairs")), F("num_chairs") * 2, F("num_chairs") + F("num_chairs")', async () => {
      const named = (query: { valuesList: (name: 'name') => { all: () => Promise<string[]> } }) => query.valuesList('name').all();
      expect(await named(companies().filter((c) => c.numEmployees.gt(c.numChairs)))).toEqual(['Google']);
      expect(await named(companies().filter((c) => c.numEmployees.gte(c.numChairs.times(2))))).toEqual(['Google']);
      expect(await named(companies().filter((c) => c.numEmployees.gte(c.numChairs.plus(c.numChairs))))).toEqual(['Google']);
    });

    test('annotate(chairs_needed=F("num_employees") - F("num_chairs")).first()', async () => {
      const first = await companies()
        .annotate((c) => ({ chairsNeeded: c.numEmployees.minus(c.numChairs) }))
        .first();
      expect(first?.chairsNeeded).toBe(60);
    });

    test('F("num_employees") / 7, % 7, F() ** 2 by itself', async () => {
      const [row] = await companies()
        .filter({ name: 'Acme' })
        .values((c) => ({
          rest: c.numEmployees.modulo(7),
          part: c.numEmployees.dividedBy(3),
          square: c.numEmployees.times(c.numEmployees),
        }))
        .all();
      expect(row).toEqual({ rest: 3, part: 3, square: 100 });
    });

    test('update(field=F("field") + 1) runs in the database', async () => {
      await companies()
        .filter({ name: 'Acme' })
        .update({ numChairs: (c) => c.numChairs.plus(1) });
      await companies()
        .filter({ name: 'Acme' })
        .update({ numChairs: (c) => c.numChairs.minus(1) });
      expect((await companies().filter({ name: 'Acme' }).get()).numChairs).toBe(25);
    });

    test('order_by(F("ticker").desc(nulls_last=True)), order_by(Length("name").asc())', async () => {
      expect(
        await companies()
          .orderBy((c) => c.ticker.desc({ nulls: 'last' }))
          .valuesList('ticker')
          .all(),
      ).toEqual(['TINY', 'GOOG', null]);
      expect(
        await companies()
          .orderBy((c) => c.ticker.asc({ nulls: 'first' }))
          .valuesList('ticker')
          .all(),
      ).toEqual([null, 'GOOG', 'TINY']);
      expect(
        await companies()
          .orderBy((c) => length(c.name), 'id')
          .valuesList('name')
          .all(),
      ).toEqual(['Acme', 'Google', 'acme tiny']);
    });

    test('annotate(ticker_upper=Upper("ticker"), chars=Length("name")), Value("constant")', async () => {
      const rows = await companies()
        .orderBy('id')
        .values((c) => ({ upper: upper(c.name), chars: length(c.name), one: value(1) }))
        .all();
      expect(rows[1]).toEqual({ upper: 'ACME', chars: 4, one: 1 });
    });

    test('filter on a lookup as a condition: filter(GreaterThan(F("num_employees"), F("num_chairs"))), annotate(is_large=...)', async () => {
      const rows = await companies()
        .annotate((c) => ({ isLarge: c.numEmployees.gt(c.numChairs) }))
        .orderBy('id')
        .valuesList('isLarge')
        .all();
      expect(rows).toEqual([true, false, false]);
    });
  });

  describe('Subquery, OuterRef, Exists', () => {
    const newest = () =>
      publishers().annotate((p) => ({
        newest: subquery(
          books()
            .filter((b) => b.publisherId.eq(p.id))
            .orderBy('-pubDate')
            .valuesList('name'),
        ),
      }));

    test('Publisher.objects.annotate(newest=Subquery(books.filter(publisher=OuterRef("pk")).order_by("-pub_date").values("name")[:1]))', async () => {
      expect(await newest().orderBy('id').values('name', 'newest').all()).toEqual([
        { name: 'BaloneyPress', newest: 'Rust in depth' },
        { name: 'SalamiPress', newest: 'SQL' },
        { name: 'Empty', newest: null },
      ]);
      expect(
        await newest()
          .filter({ newest: { startsWith: 'Rust' } })
          .count(),
      ).toBe(1);
    });

    test('filter(book__in=Subquery(...)), limiting the subquery to one column', async () => {
      const thick = books().filter({ pages: { gt: 400 } });
      expect(
        await publishers()
          .filter({ books: { id: { in: thick.valuesList('id') } } })
          .orderBy('id')
          .valuesList('id')
          .all(),
      ).toEqual([1, 2]);
      expect(
        await publishers()
          .filter({ id: { in: thick.filter({ rating: 5 }).valuesList('publisherId') } })
          .valuesList('id')
          .all(),
      ).toEqual([1]);
    });

    test('annotate(has=Exists(...)), filter(Exists(...)), filter(~Exists(...))', async () => {
      const rows = await publishers()
        .annotate((p) => ({ hasThick: exists(books().filter((b) => b.publisherId.eq(p.id).and(b.pages.gt(800)))) }))
        .orderBy('id')
        .valuesList('hasThick')
        .all();
      expect(rows).toEqual([false, true, false]);
      expect(
        await publishers()
          .filter((p) => exists(books().filter((b) => b.publisherId.eq(p.id))))
          .count(),
      ).toBe(2);
      expect(
        await publishers()
          .filter((p) => exists(books().filter((b) => b.publisherId.eq(p.id))).not())
          .valuesList('name')
          .all(),
      ).toEqual(['Empty']);
    });

    test('aggregates within a Subquery: total pages of a publisher, compared', async () => {
      const total = publishers().annotate((p) => ({
        pages: subquery(
          books()
            .filter((b) => b.publisherId.eq(p.id))
            .groupBy()
            .aggregate((b) => ({ total: sum(b.pages) }))
            .valuesList('total'),
        ),
      }));
      expect(await total.orderBy('id').valuesList('pages').all()).toEqual([800, 1100, null]);
      expect(
        await total
          .filter({ pages: { gt: 1000 } })
          .valuesList('name')
          .all(),
      ).toEqual(['SalamiPress']);
    });

    test('OuterRef two levels out', async () => {
      const rows = await publishers()
        .filter((p) =>
          exists(
            books().filter((b) => exists(companies().filter((c) => c.numChairs.eq(60).and(b.publisherId.eq(p.id)).and(b.pages.eq(300))))),
          ),
        )
        .valuesList('id')
        .all();
      expect(rows).toEqual([1]);
    });
  });

  test('raw SQL: annotate(val=RawSQL("...", (param,))), filter by it', async () => {
    const half = companies().annotate((c) => ({ half: raw.as('int')`${c.numEmployees} - ${5}` }));
    expect(await half.orderBy('id').valuesList('half').all()).toEqual([115, 5, -2]);
    expect(
      await companies()
        .filter((c) => raw.sql`${c.numEmployees} > ${100}`)
        .valuesList('name')
        .all(),
    ).toEqual(['Google']);
  });

  describe('conditional expressions', () => {
    const discount = () =>
      clients().annotate((c) => ({
        discount: caseWhen(c.accountType.eq(AccountType.Gold), '5%').when(c.accountType.eq(AccountType.Platinum), '10%').otherwise('0%'),
      }));

    test('annotate(discount=Case(When(account_type=GOLD, then=Value("5%")), ..., default=Value("0%")))', async () => {
      expect(await discount().orderBy('id').values('name', 'discount').all()).toEqual([
        { name: 'Jane Doe', discount: '0%' },
        { name: 'James Smith', discount: '5%' },
        { name: 'Jack Black', discount: '10%' },
      ]);
      expect(await discount().filter({ discount: '10%' }).valuesList('name').all()).toEqual(['Jack Black']);
      expect(await discount().orderBy('-discount').valuesList('discount').all()).toEqual(['5%', '10%', '0%']);
    });

    test('Case without a default gives NULL', async () => {
      const rows = await clients()
        .orderBy('id')
        .values((c) => ({ gold: caseWhen(c.accountType.eq(AccountType.Gold), 1) }))
        .all();
      expect(rows.map(({ gold }) => gold)).toEqual([null, 1, null]);
    });

    test('filter(account_registered_on__lte=Case(...))', async () => {
      const found = clients().filter((c) =>
        c.accountRegisteredOn.lte(caseWhen(c.accountType.eq(AccountType.Gold), new Date('2023-12-31')).otherwise(new Date('2021-12-31'))),
      );
      expect(await found.orderBy('id').valuesList('name').all()).toEqual(['James Smith', 'Jack Black']);
    });

    test('update(account_type=Case(When(...)))', async () => {
      await clients()
        .unfiltered()
        .update({
          name: (c) => caseWhen(c.accountType.eq(AccountType.Regular), 'Regular Jane').otherwise(c.name),
        });
      expect(await clients().orderBy('id').valuesList('name').all()).toEqual(['Regular Jane', 'James Smith', 'Jack Black']);
    });

    test('conditional aggregation: aggregate(regular=Count("pk", filter=Q(...)), gold=..., platinum=...)', async () => {
      const of = (type: AccountType) => (c: Parameters<Parameters<ReturnType<typeof clients>['aggregate']>[0]>[0]) =>
        count({ filter: c.accountType.eq(type) });
      const counts = await clients().aggregate((c) => ({
        regular: of(AccountType.Regular)(c),
        gold: of(AccountType.Gold)(c),
        platinum: of(AccountType.Platinum)(c),
      }));
      expect(counts).toEqual({ regular: 1, gold: 1, platinum: 1 });
    });
  });

  test('comparison and conversion functions: Cast, Coalesce, Substr, Lower, Now', async () => {
    const rows = await companies()
      .orderBy('id')
      .values((c) => ({
        text: cast(c.numChairs, 'text'),
        ticker: coalesce(c.ticker, c.name),
        start: lower(substring(c.name, 1, 2)),
        isPast: now().gt(new Date(0)),
      }))
      .all();
    expect(rows[1]).toEqual({ text: '25', ticker: 'Acme', start: 'ac', isPast: true });
  });
});
