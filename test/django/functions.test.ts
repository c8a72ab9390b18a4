// Django's "Database Functions" and its window functions: each of them, and what it gives.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  abs,
  avg,
  cast,
  ceil,
  concat,
  cumeDist,
  denseRank,
  extract,
  firstValue,
  floor,
  greatest,
  indexOf,
  lag,
  lastValue,
  later,
  lead,
  least,
  length,
  lower,
  nthValue,
  ntile,
  nullIf,
  padEnd,
  padStart,
  percentRank,
  power,
  random,
  rank,
  repeat,
  replace,
  type Repository,
  round,
  rowNumber,
  sign,
  sqrt,
  substring,
  sum,
  trim,
  trimEnd,
  trimStart,
  truncate,
  upper,
  value,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { Book, bookshopEntities, Client, Company, fillBookshop } from './bookshop.js';

describeEachDataSource('database functions', bookshopEntities, (open) => {
  beforeAll(() => fillBookshop(open()));
  const companies = (): Repository<Company> => open().repository(Company);
  const books = (): Repository<Book> => open().repository(Book);

  test('text: Concat, Left, Right, Length, Lower, Upper, LPad, RPad, LTrim, RTrim, Trim, Repeat, Replace, StrIndex, Substr', async () => {
    const [row] = await companies()
      .filter({ name: 'Google' })
      .values((c) => ({
        concat: concat(c.name, ' (', c.ticker, ')'),
        left: substring(c.name, 1, 3),
        middle: substring(c.name, 3),
        length: length(c.name),
        lower: lower(c.name),
        upper: upper(c.name),
        padded: padStart(c.name, 8, '*'),
        ended: padEnd(c.name, 8, '*'),
        cut: padStart(c.name, 2),
        trimmed: trim(value('  a ')),
        start: trimStart(value('  a ')),
        end: trimEnd(value('  a ')),
        twice: repeat(c.name, 2),
        replaced: replace(c.name, 'oo', '00'),
        place: indexOf(c.name, 'g'),
        nowhere: indexOf(c.name, 'z'),
      }))
      .all();
    expect(row).toEqual({
      concat: 'Google (GOOG)',
      left: 'Goo',
      middle: 'ogle',
      length: 6,
      lower: 'google',
      upper: 'GOOGLE',
      padded: '**Google',
      ended: 'Google**',
      cut: 'Google',
      trimmed: 'a',
      start: 'a ',
      end: '  a',
      twice: 'GoogleGoogle',
      replaced: 'G00gle',
      place: 4,
      nowhere: 0,
    });
  });

  test('math: Abs, Ceil, Floor, Mod, Power, Round with precision, Sign, Sqrt, Random', async () => {
    const [row] = await books()
      .filter({ id: 3 })
      .values((b) => ({
        abs: abs(b.pages.minus(250)),
        ceil: ceil(b.rating),
        floor: floor(b.rating),
        mod: b.pages.modulo(7),
        power: power(b.rating, 2),
        round: round(b.rating),
        digits: round(b.rating.dividedBy(3), 2),
        sign: sign(b.pages.minus(250)),
        sqrt: sqrt(b.pages.times(2)),
        isUnit: random().between(0, 1),
      }))
      .all();
    expect(row).toEqual({ abs: 50, ceil: 4, floor: 3, mod: 4, power: 12.25, round: 4, digits: 1.17, sign: -1, sqrt: 20, isUnit: true });
  });

  test('comparison: Cast, Greatest, Least, NullIf', async () => {
    const [row] = await companies()
      .filter({ name: 'Acme' })
      .values((c) => ({
        text: cast(c.numEmployees, 'text'),
        number: cast(value('12'), 'int'),
        most: greatest(c.numEmployees, c.numChairs, 20),
        least: least(c.numEmployees, c.numChairs),
        none: nullIf(c.name, 'Acme'),
        unknown: greatest(c.ticker, 'A'),
      }))
      .all();
    expect(row).toEqual({ text: '10', number: 12, most: 25, least: 10, none: null, unknown: null });
  });

  test('dates: ExtractYear ... ExtractSecond, TruncYear ... TruncMinute, arithmetic', async () => {
    const client = open().repository(Client).filter({ id: 1 });
    await client.update({ accountRegisteredOn: new Date('2015-06-15T14:30:50.321Z') });
    const [parts] = await client
      .values(({ accountRegisteredOn: at }) => ({
        year: extract(at, 'year'),
        isoYear: extract(at, 'isoYear'),
        quarter: extract(at, 'quarter'),
        month: extract(at, 'month'),
        week: extract(at, 'week'),
        day: extract(at, 'day'),
        weekday: extract(at, 'weekday'),
        dayOfYear: extract(at, 'dayOfYear'),
        hour: extract(at, 'hour'),
        minute: extract(at, 'minute'),
        second: extract(at, 'second'),
        date: extract(at, 'date'),
      }))
      .all();
    expect(parts).toEqual({
      year: 2015,
      isoYear: 2015,
      quarter: 2,
      month: 6,
      week: 25,
      day: 15,
      weekday: 1,
      dayOfYear: 166,
      hour: 14,
      minute: 30,
      second: 50,
      date: '2015-06-15',
    });
    const [beginnings] = await client
      .values(({ accountRegisteredOn: at }) => ({
        year: truncate(at, 'year'),
        quarter: truncate(at, 'quarter'),
        month: truncate(at, 'month'),
        week: truncate(at, 'week'),
        day: truncate(at, 'day'),
        hour: truncate(at, 'hour'),
        minute: truncate(at, 'minute'),
        later: later(at, { months: 8, days: 15, hours: 10 }),
        since: at.minus(new Date('2015-06-15T14:30:50.000Z')),
      }))
      .all();
    expect(beginnings).toEqual({
      year: new Date('2015-01-01T00:00:00Z'),
      quarter: new Date('2015-04-01T00:00:00Z'),
      month: new Date('2015-06-01T00:00:00Z'),
      week: new Date('2015-06-15T00:00:00Z'),
      day: new Date('2015-06-15T00:00:00Z'),
      hour: new Date('2015-06-15T14:00:00Z'),
      minute: new Date('2015-06-15T14:30:00Z'),
      later: new Date('2016-03-02T00:30:50.321Z'),
      since: 321,
    });
  });

  test('dates of kind date: TruncMonth, Extract, group by year', async () => {
    expect(
      await books()
        .orderBy('id')
        .valuesList((b) => truncate(b.pubDate, 'month'))
        .all(),
    ).toEqual(['2007-12-01', '2008-03-01', '2008-06-01', '1995-01-01']);
    expect(
      await books()
        .orderBy('id')
        .valuesList((b) => extract(b.pubDate, 'year'))
        .distinct()
        .orderBy((b) => extract(b.pubDate, 'year'))
        .all(),
    ).toEqual([1995, 2007, 2008]);
  });

  describe('window functions', () => {
    const over = async (make: Parameters<ReturnType<typeof books>['values']>[0]): Promise<unknown> => {
      const rows = (await (books() as unknown as { values(make: unknown): { orderBy(key: unknown): { all(): Promise<{ w: unknown }[]> } } })
        .values(make)
        .orderBy((b: { pages: unknown }) => b.pages)
        .all()) as { w: unknown }[];
      return rows.map(({ w }) => w);
    };
    type Row = Parameters<Parameters<ReturnType<typeof books>['annotate']>[0]>[0];
    // By pages: SQL 200, Django for beginners 300, Rust in depth 500, Django in depth 900; rated 3.5, 4.5, 5 and 4.5.
    test.each<[string, (b: Row) => { readonly w: unknown }, unknown[]]>([
      ['RowNumber', (b) => ({ w: rowNumber().over({ orderBy: b.pages }) }), [1, 2, 3, 4]],
      ['Rank', (b) => ({ w: rank().over({ orderBy: b.rating.desc() }) }), [4, 2, 1, 2]],
      ['DenseRank', (b) => ({ w: denseRank().over({ orderBy: b.rating.desc() }) }), [3, 2, 1, 2]],
      ['PercentRank', (b) => ({ w: percentRank().over({ orderBy: b.pages }) }), [0, 1 / 3, 2 / 3, 1]],
      ['CumeDist', (b) => ({ w: cumeDist().over({ orderBy: b.pages }) }), [0.25, 0.5, 0.75, 1]],
      ['Ntile(num_buckets=2)', (b) => ({ w: ntile(2).over({ orderBy: b.pages }) }), [1, 1, 2, 2]],
      ['Lag', (b) => ({ w: lag(b.pages).over({ orderBy: b.pages }) }), [null, 200, 300, 500]],
      ['Lag(offset=2)', (b) => ({ w: lag(b.pages, 2).over({ orderBy: b.pages }) }), [null, null, 200, 300]],
      ['Lead', (b) => ({ w: lead(b.pages).over({ orderBy: b.pages }) }), [300, 500, 900, null]],
      [
        'FirstValue',
        (b) => ({ w: firstValue(b.name).over({ partitionBy: b.publisherId, orderBy: b.pages }) }),
        ['SQL', 'Django for beginners', 'Django for beginners', 'SQL'],
      ],
      [
        'LastValue over the whole partition',
        (b) => ({ w: lastValue(b.pages).over({ partitionBy: b.publisherId, orderBy: b.pages, frame: { rows: [null, null] } }) }),
        [900, 500, 500, 900],
      ],
      [
        'NthValue(nth=2)',
        (b) => ({ w: nthValue(b.pages, 2).over({ orderBy: b.pages, frame: { rows: [null, null] } }) }),
        [300, 300, 300, 300],
      ],
      [
        'Window(Avg("rating"), partition_by=publisher)',
        (b) => ({ w: avg(b.rating).over({ partitionBy: b.publisherId }) }),
        [4, 4.75, 4.75, 4],
      ],
      [
        'Window(Sum, RowRange(start=-1, end=0))',
        (b) => ({ w: sum(b.pages).over({ orderBy: b.pages, frame: { rows: [-1, 0] } }) }),
        [200, 500, 800, 1400],
      ],
      [
        'Window(Sum, RowRange(start=None, end=0))',
        (b) => ({ w: sum(b.pages).over({ orderBy: b.pages, frame: { rows: [null, 0] } }) }),
        [200, 500, 1000, 1900],
      ],
      [
        'Window(Sum, ValueRange(start=None, end=0)): peers share a sum',
        (b) => ({ w: sum(b.pages).over({ orderBy: b.rating, frame: { range: [null, 0] } }) }),
        [200, 1400, 1900, 1400],
      ],
    ])('%s', async (_name, make, expected) => {
      expect(await over(make as never)).toEqual(expected);
    });

    test('filtering on windows: annotate(rank=Window(...)).filter(rank=1)', async () => {
      const best = books()
        .annotate((b) => ({ place: rank().over({ partitionBy: b.publisherId, orderBy: b.pages.desc() }) }))
        .filter({ place: 1 });
      expect(await best.orderBy('id').valuesList('name').all()).toEqual(['Rust in depth', 'Django in depth']);
    });

    test('windows in arithmetic: F("pages") - Window(Avg("pages"))', async () => {
      const rows = await books()
        .annotate((b) => ({ more: b.pages.minus(sum(b.pages).over({ partitionBy: b.publisherId }) as never) }))
        .orderBy('id')
        .valuesList('more')
        .all();
      expect(rows).toEqual([-500, -300, -900, -200]);
    });
  });
});
