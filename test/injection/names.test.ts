// Hostile names through every door that takes names, and objects as a query string makes them: refused before anything runs.
import { beforeAll, expect, test } from '@jest/globals';
import { describeEachDataSource } from '../support/data-sources.js';
import { hostileNames, nonScalars } from './hostile.js';
import { attempted, entities, expectRefused, expectUntouched, fillShelf, labelOf, type Shelf } from './shelf.js';

type Door = (shelf: Shelf, name: never) => unknown;
// oxlint-disable-next-line typescript/no-explicit-any -- rows of lambdas, without types as in plain JavaScript.
type Row = any;

const doors: Readonly<Record<string, Door>> = {
  orderBy: ({ items }, name) => items.orderBy(name).all(),
  'orderBy down': ({ items }, name) => items.orderBy(typeof name === 'string' ? `-${name}` : name).all(),
  values: ({ items }, name) => items.values(name).all(),
  'values beside another': ({ items }, name) => items.values('id', name).all(),
  valuesList: ({ items }, name) => items.valuesList(name).all(),
  sum: ({ items }, name) => items.sum(name),
  min: ({ items }, name) => items.min(name),
  increment: ({ items }, name) => items.filter({ id: -1 }).increment(name),
  distinctOn: ({ items }, name) => items.distinctOn(name).all(),
  groupBy: ({ items }, name) =>
    items
      .groupBy(name)
      .aggregate((row: Row) => ({ most: row.amount }))
      .all(),
  'prefetch orderBy': ({ owners }, name) => owners.prefetch({ items: { orderBy: name } }).all(),
  'conflict target': ({ items }, name) => items.bulkCreate([row()], { onConflict: { target: [name], update: ['name'] } }),
  'conflict update': ({ items }, name) => items.bulkCreate([row()], { onConflict: { target: ['slug'], update: [name] } }),
};

/** Doors that take names as the keys of objects. */
const keyed: Readonly<Record<string, Door>> = {
  filter: ({ items }, name) => items.filter({ [name]: 1 }).all(),
  exclude: ({ items }, name) => items.exclude({ [name]: 1 }).all(),
  lookup: ({ items }, name) => items.filter({ slug: { [name]: 'x' } }).all(),
  'filter through a relation': ({ items }, name) => items.filter({ owner: { [name]: 1 } }).all(),
  quantifier: ({ owners }, name) => owners.filter({ items: { [name]: {} } }).all(),
  join: ({ items }, name) => items.join({ [name]: true }).all(),
  prefetch: ({ owners }, name) => owners.prefetch({ [name]: true }).all(),
  'prefetch option': ({ owners }, name) => owners.prefetch({ items: { [name]: 1 } }).all(),
  get: ({ items }, name) => items.getOrNull({ [name]: 1 }),
  create: ({ items }, name) => items.create({ ...row(), [name]: 1 }),
  update: ({ items }, name) => items.filter({ id: -1 }).update({ [name]: 1 }),
};

function row(): object {
  return { name: 'n', slug: 'new', amount: 0, weight: null, isOpen: false, data: null, words: [], ownerId: 1 };
}

describeEachDataSource('hostile names', entities, (open) => {
  let shelf: Shelf;
  beforeAll(async () => {
    shelf = await fillShelf(open());
  });

  test('as arguments are refused', async () => {
    for (const [door, attempt] of Object.entries(doors)) {
      for (const name of hostileNames) {
        // An empty list of orders is none.
        if (door === 'prefetch orderBy' && Array.isArray(name)) continue;
        expectRefused(labelOf(door, name), await attempted(shelf, () => attempt(shelf, name as never)));
      }
    }
    await expectUntouched(shelf);
  });

  test('as keys are refused', async () => {
    for (const [door, attempt] of Object.entries(keyed)) {
      for (const name of hostileNames.filter((candidate) => typeof candidate === 'string')) {
        if (door === 'create' && name === '__proto__') continue;
        expectRefused(labelOf(door, name), await attempted(shelf, () => attempt(shelf, name as never)));
      }
    }
    await expectUntouched(shelf);
  });

  test('of the prototype are no keys, even as own properties of parsed JSON', async () => {
    for (const text of ['{"__proto__": {"slug": "one"}}', '{"constructor": {"slug": "one"}}', '{"slug": {"__proto__": {"eq": "one"}}}']) {
      const parsed: unknown = JSON.parse(text);
      expectRefused(text, await attempted(shelf, () => shelf.items.filter(parsed).all()));
      expectRefused(text, await attempted(shelf, () => shelf.items.exclude(parsed).all()));
    }
    for (const text of ['{"__proto__": true}', '{"constructor": true}']) {
      const parsed: unknown = JSON.parse(text);
      expectRefused(text, await attempted(shelf, () => shelf.items.join(parsed).all()));
      expectRefused(text, await attempted(shelf, () => shelf.owners.prefetch(parsed).all()));
      expectRefused(text, await attempted(shelf, () => shelf.items.filter({ id: -1 }).update(parsed)));
    }
    await expectUntouched(shelf);
  });

  test('specs that are no objects are refused', async () => {
    for (const spec of [null, undefined, 1, 'owner', true, ['owner'], Symbol('owner'), () => ({}), new Map()]) {
      const isEmptyMap = spec instanceof Map;
      if (isEmptyMap) continue;
      expectRefused(labelOf('join', spec), await attempted(shelf, () => shelf.items.join(spec).all()));
      expectRefused(labelOf('prefetch', spec), await attempted(shelf, () => shelf.owners.prefetch(spec).all()));
      if (typeof spec !== 'function') expectRefused(labelOf('filter', spec), await attempted(shelf, () => shelf.items.filter(spec).all()));
    }
    for (const value of [false, null, 1, 'true', [], Symbol('true')]) {
      expectRefused(labelOf('join owner', value), await attempted(shelf, () => shelf.items.join({ owner: value }).all()));
      expectRefused(labelOf('prefetch items', value), await attempted(shelf, () => shelf.owners.prefetch({ items: value }).all()));
    }
  });

  test('lambdas that give no expressions are refused', async () => {
    for (const made of [undefined, null, true, 1, "' OR 1=1", ...nonScalars()]) {
      const lambda = (): unknown => made;
      expectRefused(labelOf('filter', made), await attempted(shelf, () => shelf.items.filter(lambda).all()));
      expectRefused(labelOf('valuesList', made), await attempted(shelf, () => shelf.items.valuesList(lambda).all()));
      expectRefused(labelOf('values', made), await attempted(shelf, () => shelf.items.values(() => ({ made })).all()));
      const isEmptyList = Array.isArray(made) && made.length === 0;
      if (!isEmptyList) expectRefused(labelOf('orderBy', made), await attempted(shelf, () => shelf.items.orderBy(lambda).all()));
    }
  });

  test('objects as a query string makes them find what they say, or are refused', async () => {
    const parsed: readonly (readonly [query: unknown, slugs: readonly string[] | undefined])[] = [
      [{ slug: 'one' }, ['one']],
      [{ slug: { in: ['one', 'two'] } }, ['one', 'two']],
      [{ slug: { in: 'one' } }, undefined],
      [{ slug: ['one', 'two'] }, undefined],
      [{ slug: { '0': 'one' } }, undefined],
      [{ slug: { $ne: '' } }, undefined],
      [{ slug: { ne: '' } }, ['one', 'two']],
      [{ amount: '1' }, undefined],
      [{ amount: { gt: '0' } }, undefined],
      [{ isOpen: 'true' }, undefined],
      [{ owner: { name: 'Ada' } }, ['one', 'two']],
      [{ owner: 'Ada' }, undefined],
      [{ or: { '0': { slug: 'one' } } }, undefined],
      [{ or: '' }, undefined],
      [{ 'slug[eq]': 'one' }, undefined],
      [{ 'owner.name': 'Ada' }, undefined],
      [{ '': '' }, undefined],
    ];
    for (const [query, slugs] of parsed) {
      const outcome = await attempted(shelf, () => shelf.items.filter(query).orderBy('id').valuesList('slug').all());
      if (slugs === undefined) expectRefused(JSON.stringify(query), outcome);
      else expect([query, outcome.value]).toEqual([query, slugs]);
    }
  });
});
