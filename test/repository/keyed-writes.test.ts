// Writes by a unique key: one row, whoever else writes it at the same time.
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  Column,
  Entity,
  type Generated,
  type HasDefault,
  Id,
  InvalidQueryError,
  InvalidValueError,
  UniqueViolationError,
  UnknownKeyError,
  UpdatedAt,
  ValidationFailedError,
  Version,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'keyed_counters', uniques: [['area', 'code']] })
class Counter {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 30, unique: true }) name!: string;
  @Column.string({ maxLength: 30, nullable: true }) area!: string | null;
  @Column.int({ default: 0 }) code!: HasDefault<number>;
  @Column.int({ min: 0, default: 0 }) visits!: HasDefault<number>;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
}

@Entity({ table: 'keyed_pairs' })
class Pair {
  @Id.natural() @Column.string({ maxLength: 10 }) left!: string;
  @Id.natural() @Column.int() right!: number;
  @Column.int({ default: 0 }) weight!: HasDefault<number>;
}

/** Many callers at once. */
async function together<T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => call(index)));
}

describeEachDataSource(
  'writes by key',
  [Counter, Pair],
  (open) => {
    const counters = () => open().repository(Counter);
    const pairs = () => open().repository(Pair);

    beforeEach(async () => {
      await counters().unfiltered().delete();
      await pairs().unfiltered().delete();
    });

    describe('getOrCreate', () => {
      test('creates, then gets', async () => {
        const [first, isFirstNew] = await counters().getOrCreate({ name: 'a' }, { visits: 3 });
        const [second, isSecondNew] = await counters().getOrCreate({ name: 'a' }, { visits: 9 });
        expect([isFirstNew, isSecondNew]).toEqual([true, false]);
        expect(first).toBeInstanceOf(Counter);
        expect(second).toMatchObject({ id: first.id, visits: 3, version: 1 });
      });

      test('50 callers create one row', async () => {
        const outcomes = await together(50, (index) => counters().getOrCreate({ name: 'a' }, { visits: index }));
        expect(outcomes.filter(([, isNew]) => isNew)).toHaveLength(1);
        expect(new Set(outcomes.map(([{ id }]) => id)).size).toBe(1);
        expect(await counters().count()).toBe(1);
      });

      test('50 transactions create one row', async () => {
        const outcomes = await together(50, (index) =>
          open().transaction(async () => await counters().getOrCreate({ name: 'a' }, { visits: index })),
        );
        expect(outcomes.filter(([, isNew]) => isNew)).toHaveLength(1);
        expect(new Set(outcomes.map(([{ id }]) => id)).size).toBe(1);
      });

      test('by keys of several columns', async () => {
        const outcomes = await together(50, (index) => pairs().getOrCreate({ left: 'x', right: index % 5 }));
        expect(outcomes.filter(([, isNew]) => isNew)).toHaveLength(5);
        expect(await counters().getOrCreate({ area: 'north', code: 1 }, { name: 'n' })).toMatchObject([{ area: 'north' }, true]);
        expect(await counters().getOrCreate({ area: 'north', code: 1 }, { name: 'm' })).toMatchObject([{ name: 'n' }, false]);
      });

      test('refuses what says nothing unique, and what is no value', async () => {
        await expect(counters().getOrCreate({ visits: 1 } as never, { name: 'a' } as never)).rejects.toThrow(InvalidQueryError);
        await expect(counters().getOrCreate({ area: null, code: 1 }, { name: 'a' })).rejects.toThrow(InvalidValueError);
        await expect(counters().getOrCreate({ name: { contains: 'a' } } as never)).rejects.toThrow(InvalidValueError);
        await expect(counters().getOrCreate({ nome: 'a' } as never)).rejects.toThrow(UnknownKeyError);
        await expect(counters().getOrCreate({ name: undefined } as never)).rejects.toThrow('undefined');
        await expect(counters().getOrCreate({ name: 'a' }, { visits: -1 })).rejects.toThrow(ValidationFailedError);
        await expect(pairs().getOrCreate({ left: 'x' } as never)).rejects.toThrow('[left, right]');
        expect(await counters().count()).toBe(0);
      });

      test('a conflict of another key is an error', async () => {
        await counters().create({ name: 'a', area: 'north', code: 1 });
        await expect(counters().getOrCreate({ area: 'south', code: 1 }, { name: 'a' })).rejects.toThrow(UniqueViolationError);
      });
    });

    describe('updateOrCreate', () => {
      test('creates, then changes', async () => {
        const count = async () =>
          await counters().updateOrCreate({ name: 'a' }, { visits: (c) => c.visits.plus(1), area: 'north' }, { visits: 10 });
        expect(await count()).toMatchObject([{ visits: 10, area: 'north', version: 1 }, true]);
        expect(await count()).toMatchObject([{ visits: 11, area: 'north', version: 2 }, false]);
      });

      test('no update of 50 callers is lost', async () => {
        const outcomes = await together(50, () =>
          counters().updateOrCreate({ name: 'a' }, { visits: (c) => c.visits.plus(1) }, { visits: 1 }),
        );
        expect(outcomes.filter(([, isNew]) => isNew)).toHaveLength(1);
        expect(await counters().get({ id: outcomes[0]?.[0].id as number })).toMatchObject({ visits: 50, version: 50 });
      });

      // Two transactions that insert the same key on MySQL may wait for each other afterwards: it ends one of them, which is tried again.
      test('no update of 50 transactions is lost', async () => {
        const count = async () => await counters().updateOrCreate({ name: 'a' }, { visits: (c) => c.visits.plus(1) }, { visits: 1 });
        await together(50, () => open().transaction(count, { retries: 20 }));
        expect(await counters().valuesList('visits').all()).toEqual([50]);
      });

      test('validates the changes', async () => {
        await counters().create({ name: 'a' });
        await expect(counters().updateOrCreate({ name: 'a' }, { visits: -1 })).rejects.toThrow(ValidationFailedError);
        await expect(counters().updateOrCreate({ name: 'b' }, { visits: -1 })).rejects.toThrow(ValidationFailedError);
        expect(await counters().valuesList('visits').all()).toEqual([0]);
      });
    });

    describe('upsert', () => {
      test('inserts, then takes what is given', async () => {
        const first = await counters().upsert({ name: 'a', visits: 1 }, { target: ['name'] });
        const second = await counters().upsert({ name: 'a', visits: 5, area: 'north' }, { target: ['name'] });
        expect(second).toMatchObject({ id: first.id, visits: 5, area: 'north', version: 2 });
      });

      test('no update of 50 callers is lost', async () => {
        await together(50, () =>
          counters().upsert(
            { name: 'a', visits: 1 },
            { target: ['name'], update: (stored, given) => ({ visits: stored.visits.plus(given.visits) }) },
          ),
        );
        expect(await counters().valuesList('visits').all()).toEqual([50]);
      });

      test('gives the stored row where the condition leaves it', async () => {
        const options = { target: ['name' as const], where: (stored: { visits: { lt(value: number): never } }) => stored.visits.lt(5) };
        await counters().upsert({ name: 'a', visits: 7 }, options as never);
        expect(await counters().upsert({ name: 'a', visits: 2 }, options as never)).toMatchObject({ visits: 7 });
      });
    });
  },
  { pool: { max: 10 } },
);
