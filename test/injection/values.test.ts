// Hostile values through every door that takes values: never another statement, never a failure of the database.
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { OxydeError } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';
import { hostileNumbers, hostileTexts, impossibleTexts, nonScalars } from './hostile.js';
import { attempted, entities, expectHarmless, expectRefused, expectUntouched, fillShelf, labelOf, type Shelf } from './shelf.js';

type Door = (shelf: Shelf, value: unknown) => unknown;
// oxlint-disable-next-line typescript/no-explicit-any -- rows of lambdas, without types as in plain JavaScript.
type Row = any;

/** Doors that look for a text; hostile ones find nothing. */
const reading: Readonly<Record<string, Door>> = {
  filter: ({ items }, value) => items.filter({ slug: value }).all(),
  'filter eq': ({ items }, value) => items.filter({ slug: { eq: value } }).all(),
  'filter ne': ({ items }, value) => items.filter({ slug: { ne: value } }).count(),
  'filter in': ({ items }, value) => items.filter({ slug: { in: [value] } }).all(),
  'filter notIn': ({ items }, value) => items.filter({ slug: { notIn: [value] } }).count(),
  'filter gt': ({ items }, value) => items.filter({ slug: { gt: value } }).count(),
  'filter between': ({ items }, value) => items.filter({ slug: { between: [value, value] } }).all(),
  'filter contains': ({ items }, value) => items.filter({ slug: { contains: value } }).all(),
  'filter iexact': ({ items }, value) => items.filter({ slug: { iexact: value } }).all(),
  'filter or': ({ items }, value) => items.filter({ or: [{ slug: value }, { name: value }] }).all(),
  'filter not': ({ items }, value) => items.filter({ not: { slug: value } }).count(),
  'filter through a relation': ({ items }, value) => items.filter({ owner: { name: value } }).all(),
  'filter through a list': ({ owners }, value) => owners.filter({ items: { some: { slug: value } } }).all(),
  'filter array': ({ items }, value) => items.filter({ words: { has: value } }).all(),
  'filter array of all': ({ items }, value) => items.filter({ words: { hasAll: [value] } }).all(),
  'filter json key': ({ items }, value) => items.filter({ data: { hasKey: value } }).all(),
  exclude: ({ items }, value) => items.exclude({ slug: value }).count(),
  lambda: ({ items }, value) => items.filter((row: Row) => row.slug.eq(value)).all(),
  'lambda in': ({ items }, value) => items.filter((row: Row) => row.slug.in([value])).all(),
  'lambda startsWith': ({ items }, value) => items.filter((row: Row) => row.slug.startsWith(value)).all(),
  'lambda order': ({ items }, value) => items.orderBy((row: Row) => row.slug.eq(value)).count(),
  'prefetch filter': ({ owners }, value) => owners.prefetch({ items: { filter: { slug: value } } }).all(),
  sql: ({ dataSource }, value) => dataSource.sql`select 1 as one from injection_items where slug = ${value}`.all(),
  'sql list': ({ dataSource }, value) =>
    dataSource.sql`select 1 as one from injection_items where slug in (${dataSource.sql.list([value])})`.all(),
};

/** Doors that look by something else than a text. */
const typed: Readonly<Record<string, Door>> = {
  'filter int': ({ items }, value) => items.filter({ amount: value }).all(),
  'filter int in': ({ items }, value) => items.filter({ amount: { in: [value] } }).all(),
  'filter float': ({ items }, value) => items.filter({ weight: { gt: value } }).all(),
  'filter boolean': ({ items }, value) => items.filter({ isOpen: { eq: value } }).all(),
  get: ({ items }, value) => items.getOrNull(value),
  'get by an object': ({ items }, value) => items.getOrNull({ id: value }),
  'lambda gt': ({ items }, value) => items.filter((row: Row) => row.amount.gt(value)).all(),
  'lambda plus': ({ items }, value) => items.filter((row: Row) => row.amount.plus(value).eq(1)).all(),
  increment: ({ items }, value) => items.filter({ id: -1 }).increment('amount', value),
};

describeEachDataSource('hostile values', entities, (open, dialect) => {
  let shelf: Shelf;
  beforeAll(async () => {
    shelf = await fillShelf(open());
  });
  beforeEach(() => expectUntouched(shelf));

  test('texts are values, wherever they stand', async () => {
    for (const [name, door] of Object.entries(reading)) {
      const harmless = await attempted(shelf, () => door(shelf, 'harmless'));
      for (const text of hostileTexts) expectHarmless(labelOf(name, text), await attempted(shelf, () => door(shelf, text)), harmless);
    }
    await expectUntouched(shelf);
  });

  test('the SQL of a hostile text is that of a harmless one', async () => {
    const sqlOf = async (text: string): Promise<string> =>
      (await shelf.items.filter({ slug: { contains: text }, owner: { name: text } }).sql()).text;
    const harmless = await sqlOf('harmless');
    for (const text of hostileTexts) expect(await sqlOf(text)).toBe(harmless);
  });

  test('texts that no database takes are refused, or found nowhere', async () => {
    for (const [name, door] of Object.entries(reading)) {
      for (const text of impossibleTexts) {
        const outcome = await attempted(shelf, () => door(shelf, text));
        const isFine = outcome.error === undefined || outcome.error instanceof OxydeError;
        expect(isFine ? 'fine' : labelOf(name, text) + String(outcome.error)).toBe('fine');
      }
    }
  });

  test('objects, functions and symbols are no values', async () => {
    const lookups = new Set(['filter array of all', 'sql', 'sql list']);
    for (const [name, door] of Object.entries(reading).filter(([key]) => !lookups.has(key))) {
      for (const value of nonScalars()) {
        const outcome = await attempted(shelf, () => door(shelf, value));
        if (outcome.error === undefined) expect([labelOf(name, value), outcome.events.length]).toEqual([labelOf(name, value), 1]);
        else expectRefused(labelOf(name, value), outcome);
      }
    }
    await expectUntouched(shelf);
  });

  test('what is no number, boolean or key is refused', async () => {
    const wrong = [...hostileTexts, ...impossibleTexts, ...nonScalars(), Number.NaN, 1n];
    for (const [name, door] of Object.entries(typed)) {
      for (const value of wrong) {
        if (name === 'increment' && value === undefined) continue;
        expectRefused(labelOf(name, value), await attempted(shelf, () => door(shelf, value)));
      }
    }
    await expectUntouched(shelf);
  });

  test('limit, offset and pages take whole numbers only', async () => {
    for (const value of hostileNumbers) {
      const doors: Readonly<Record<string, () => unknown>> = {
        limit: () => shelf.items.limit(value).all(),
        offset: () => shelf.items.offset(value).all(),
        page: () => shelf.items.paginate({ page: value, size: 1 }),
        size: () => shelf.items.paginate({ page: 1, size: value }),
        'prefetch limit': () => shelf.owners.prefetch({ items: { limit: value } }).all(),
        'prefetch offset': () => shelf.owners.prefetch({ items: { offset: value } }).all(),
      };
      for (const [name, attempt] of Object.entries(doors)) expectRefused(labelOf(name, value), await attempted(shelf, attempt));
    }
    for (const options of [undefined, null, 1, 'page', [], Symbol('page')]) {
      expectRefused(labelOf('paginate', options), await attempted(shelf, () => shelf.items.paginate(options)));
    }
  });

  test('cursors take tokens of their own only', async () => {
    const page = (options: unknown): Promise<{ items: { slug: string }[]; next: string | null }> =>
      shelf.items.orderBy('slug').cursor(options) as never;
    const first = await page({ size: 1 });
    const token = String(first.next);
    expect((await page({ size: 1, after: token })).items.map(({ slug }) => slug)).toEqual(['two']);
    const foreign = String(((await shelf.items.orderBy('-amount').cursor({ size: 1 })) as { next: string }).next);
    const cut = Array.from({ length: token.length }, (_, length) => token.slice(0, length));
    const longer = [`${token}x`, `${token}=`, ` ${token}`, `${token}' OR 1=1`];
    const forged = ['[1]', '["one"]', '{"__proto__":1}', 'null', '[[],[]]', '["one",{"$gt":0}]'].map((text) =>
      Buffer.from(text).toString('base64url'),
    );
    for (const after of [...cut, ...longer, ...forged, foreign, ...hostileTexts, ...impossibleTexts, ...nonScalars(), 0, 1, true, 1n]) {
      for (const side of ['after', 'before']) {
        const outcome = await attempted(shelf, () => page({ size: 1, [side]: after }));
        // A token may tolerate what base64url does not tell apart.
        if (outcome.error === undefined) expect([labelOf(side, after), outcome.events.length]).toEqual([labelOf(side, after), 1]);
        else expectRefused(labelOf(side, after), outcome);
      }
    }
    for (const options of [undefined, null, 1, 'x', [], Symbol('x'), {}]) {
      expectRefused(labelOf('cursor', options), await attempted(shelf, () => page(options)));
    }
  });

  test('-0 is 0', async () => {
    expect(await shelf.items.filter({ amount: -0 }).count()).toBe(0);
    expect(await shelf.items.limit(-0).all()).toEqual([]);
    expect(await shelf.items.filter({ weight: { gt: -0 } }).count()).toBe(0);
  });

  test('a list of 65,536 values is one parameter or many, and exact', async () => {
    const list = Array.from({ length: 65_536 }, (_, index) => `'${index}`);
    const outcome = await attempted(shelf, () =>
      shelf.items
        .filter({ slug: { in: [...list, 'one'] } })
        .valuesList('slug')
        .all(),
    );
    if (outcome.error === undefined) expect(outcome.value).toEqual(['one']);
    else expect(outcome.error).toBeInstanceOf(OxydeError);
  });

  test('a text of a million characters is found', async () => {
    const text = '\'\\"'.repeat(400_000);
    expect(await shelf.items.filter({ name: text }).count()).toBe(0);
    // SQLite takes patterns of 50,000 bytes.
    expect(await shelf.items.filter({ name: { contains: text.slice(0, 15_000) } }).count()).toBe(0);
  });

  test('what is written comes back as it was', async () => {
    const { items } = shelf;
    for (const [index, text] of hostileTexts.entries()) {
      const given = {
        name: text,
        slug: `h${index}`,
        amount: 0,
        weight: null,
        isOpen: false,
        data: { [text]: text },
        words: [text],
        ownerId: 1,
      };
      const created = await items.create(given);
      expect({ ...created }).toMatchObject({ ...given, data: JSON.parse(JSON.stringify(given.data)) as object });
      expect(
        await items
          .filter({ name: text, words: { has: text } })
          .valuesList('slug')
          .all(),
      ).toContain(`h${index}`);
      expect(await items.filter({ id: created.id }).update({ name: `${text}!`, words: [text, text] })).toBe(1);
      expect(await items.filter({ id: created.id }).valuesList('name').first()).toBe(`${text}!`);
    }
    expect(await items.filter({ slug: { startsWith: 'h' } }).delete()).toBe(hostileTexts.length);
  });

  test('inputs that are no rows are refused', async () => {
    const { items } = shelf;
    const good = { name: 'n', slug: 's', amount: 0, weight: null, isOpen: false, data: null, words: [], ownerId: 1 };
    for (const value of nonScalars()) {
      for (const property of ['name', 'slug', 'amount', 'weight', 'isOpen', 'ownerId']) {
        expectRefused(labelOf(`create ${property}`, value), await attempted(shelf, () => items.create({ ...good, [property]: value })));
        if (typeof value === 'function') continue;
        expectRefused(
          labelOf(`update ${property}`, value),
          await attempted(shelf, () => items.filter({ id: -1 }).update({ [property]: value })),
        );
      }
    }
    for (const input of [null, undefined, 1, 'x', Symbol('x'), [], () => good, [good]]) {
      expectRefused(labelOf('create', input), await attempted(shelf, () => items.create(input)));
    }
    for (const rows of [null, undefined, 1, 'rows', { length: 1, 0: good }, [null], [undefined], [1], ['x'], [[]]]) {
      expectRefused(labelOf('bulkCreate', rows), await attempted(shelf, () => items.bulkCreate(rows)));
    }
    for (const patch of [null, undefined, 1, 'x', Symbol('x'), [1], () => good]) {
      expectRefused(labelOf('update', patch), await attempted(shelf, () => items.filter({ id: -1 }).update(patch)));
    }
  });

  test(`the tables are as they were on ${dialect}`, () => expectUntouched(shelf));
});
