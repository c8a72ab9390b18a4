// Instants by the clock of the data source's time zone: parts, units, spans, casts, now.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cast, Column, count, DataSource, Entity, extract, Id, now, truncate } from 'oxyde';
import { describeEachDialect } from '../support/test-database.js';

@Entity({ table: 'visits' })
class Visit {
  @Id.natural() @Column.int() id!: number;
  @Column.timestamp() at!: Date;
  @Column.localTimestamp() clock!: string;
}

/** The instants, and what the clocks of Berlin showed. */
const visits = [
  // Winter: an hour ahead of UTC, so that the year is a new one.
  { id: 1, at: '2023-12-31T23:30:00.250Z', clock: '2024-01-01T00:30:00.25' },
  // The last hour before clocks went forward, and the first one after.
  { id: 2, at: '2024-03-31T00:59:59.999Z', clock: '2024-03-31T01:59:59.999' },
  { id: 3, at: '2024-03-31T01:00:00.000Z', clock: '2024-03-31T03:00:00' },
  { id: 4, at: '2024-07-15T22:15:30.000Z', clock: '2024-07-16T00:15:30' },
  // Half past two, twice.
  { id: 5, at: '2024-10-27T00:30:10.000Z', clock: '2024-10-27T02:30:10' },
  { id: 6, at: '2024-10-27T01:30:10.000Z', clock: '2024-10-27T02:30:10' },
];

describeEachDialect('a time zone', (dialect, url) => {
  let berlin: DataSource;
  let kolkata: DataSource;
  beforeAll(async () => {
    const options = { url: url(), entities: [Visit] };
    berlin = await DataSource.open({ ...options, timeZone: 'Europe/Berlin' });
    kolkata = await DataSource.open({ ...options, timeZone: 'Asia/Kolkata' });
    await berlin.createTables();
    await berlin.repository(Visit).bulkCreate(visits.map(({ id, at, clock }) => ({ id, at: new Date(at), clock })));
  });
  afterAll(async () => {
    await berlin.close();
    await kolkata.close();
  });

  const all = () => berlin.repository(Visit).orderBy('id');

  test('casts give what the clock shows', async () => {
    const shown = await all()
      .values((v) => ({
        local: cast(v.at, 'localTimestamp'),
        date: cast(v.at, 'date'),
        time: cast(v.at, 'time'),
      }))
      .all();
    for (const [index, { clock }] of visits.entries()) {
      const [date, time] = clock.split('T');
      expect(shown[index]).toEqual({ local: clock, date, time });
    }
  });

  test('a cast back gives the instant', async () => {
    const back = await all()
      .filter({ id: { lt: 5 } })
      .valuesList((v) => cast(v.clock, 'timestamp'))
      .all();
    expect(back.map((at) => at?.toISOString())).toEqual(visits.slice(0, 4).map(({ at }) => at));
  });

  test('a date becomes the instant of its midnight', async () => {
    const midnights = await all()
      .valuesList((v) => cast(cast(v.at, 'date'), 'timestamp'))
      .all();
    expect(midnights.map((at) => at?.toISOString())).toEqual([
      '2023-12-31T23:00:00.000Z',
      '2024-03-30T23:00:00.000Z',
      '2024-03-30T23:00:00.000Z',
      '2024-07-15T22:00:00.000Z',
      '2024-10-26T22:00:00.000Z',
      '2024-10-26T22:00:00.000Z',
    ]);
  });

  test('lookups of parts', async () => {
    const ids = async (filter: Parameters<ReturnType<typeof all>['filter']>[0]) => all().filter(filter).valuesList('id').all();
    expect(await ids({ at: { year: 2024 } })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await ids({ at: { date: '2024-01-01' } })).toEqual([1]);
    expect(await ids({ at: { hour: 2 } })).toEqual([5, 6]);
  });

  test('parts and groups', async () => {
    expect(
      await all()
        .valuesList((v) => extract(v.at, 'hour'))
        .all(),
    ).toEqual([0, 1, 3, 0, 2, 2]);
    const days = await berlin
      .repository(Visit)
      .groupBy((v) => ({ day: truncate(v.at, 'day') }))
      .aggregate(() => ({ visits: count() }))
      .orderBy((g) => g.day.asc())
      .all();
    expect(days.map(({ day, visits: number }) => [day.toISOString(), number])).toEqual([
      ['2023-12-31T23:00:00.000Z', 1],
      ['2024-03-30T23:00:00.000Z', 2],
      ['2024-07-15T22:00:00.000Z', 1],
      ['2024-10-26T22:00:00.000Z', 2],
    ]);
  });

  test('beginnings of units', async () => {
    const begun = await all()
      .values((v) => ({
        year: truncate(v.at, 'year'),
        month: truncate(v.at, 'month'),
        week: truncate(v.at, 'week'),
        hour: truncate(v.at, 'hour'),
        minute: truncate(v.at, 'minute'),
      }))
      .all();
    const texts = begun.map((row) => Object.values(row).map((at) => at.toISOString().replace(':00.000Z', 'Z')));
    expect(texts).toEqual([
      ['2023-12-31T23:00Z', '2023-12-31T23:00Z', '2023-12-31T23:00Z', '2023-12-31T23:00Z', '2023-12-31T23:30Z'],
      ['2023-12-31T23:00Z', '2024-02-29T23:00Z', '2024-03-24T23:00Z', '2024-03-31T00:00Z', '2024-03-31T00:59Z'],
      ['2023-12-31T23:00Z', '2024-02-29T23:00Z', '2024-03-24T23:00Z', '2024-03-31T01:00Z', '2024-03-31T01:00Z'],
      ['2023-12-31T23:00Z', '2024-06-30T22:00Z', '2024-07-14T22:00Z', '2024-07-15T22:00Z', '2024-07-15T22:15Z'],
      ['2023-12-31T23:00Z', '2024-09-30T22:00Z', '2024-10-20T22:00Z', '2024-10-27T00:00Z', '2024-10-27T00:30Z'],
      ['2023-12-31T23:00Z', '2024-09-30T22:00Z', '2024-10-20T22:00Z', '2024-10-27T01:00Z', '2024-10-27T01:30Z'],
    ]);
  });

  test('an hour of a zone that is half an hour off', async () => {
    const hours = await kolkata
      .repository(Visit)
      .filter({ id: 4 })
      .valuesList((v) => truncate(v.at, 'hour'))
      .all();
    expect(hours.map((at) => at.toISOString())).toEqual(['2024-07-15T21:30:00.000Z']);
  });

  test('a day later is the same time on the clock, 24 hours later is not', async () => {
    const later = await all()
      .filter({ id: 2 })
      .values((v) => ({ day: v.at.plus({ days: 1 }), hours: v.at.plus({ hours: 24 }), both: v.at.plus({ days: 1, hours: 1 }) }))
      .all();
    expect(later).toEqual([
      {
        day: new Date('2024-03-31T23:59:59.999Z'),
        hours: new Date('2024-04-01T00:59:59.999Z'),
        both: new Date('2024-04-01T00:59:59.999Z'),
      },
    ]);
  });

  test('clocks that skip a moment had not been changed yet', async () => {
    const skipped = await all()
      .filter({ id: 3 })
      .valuesList((v) => v.at.plus({ days: -1, hours: 0 }).plus({ hours: -1 }).plus({ days: 1 }))
      .all();
    // 02:00 on the day on which 02:00 to 03:00 did not exist.
    expect(skipped.map((at) => at.toISOString())).toEqual(['2024-03-31T01:00:00.000Z']);
  });

  test('today', async () => {
    const [shown] = await all()
      .limit(1)
      .values(() => ({ date: cast(now(), 'date'), local: cast(now(), 'localTimestamp') }))
      .all();
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' });
    const minutes = [clock.format(Date.now() - 60_000), clock.format(Date.now()), clock.format(Date.now() + 60_000)];
    expect(minutes).toContain(shown?.local.slice(0, 16).replace('T', ' '));
    expect(minutes.map((minute) => minute.slice(0, 10))).toContain(shown?.date);
  });

  test('a name that is none', async () => {
    const opened = DataSource.open({ url: url(), entities: [Visit], timeZone: 'Europe/Bonn' });
    await expect(opened).rejects.toThrow('timeZone is the name of no time zone');
    await expect(opened).rejects.toHaveProperty('code', 'OXY-C002');
  });
});
