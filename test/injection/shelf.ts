// The entities of the injection tests, their rows, and a watch over every statement that runs.
import { expect } from '@jest/globals';
import {
  BelongsTo,
  Column,
  DatabaseError,
  type DataSource,
  Entity,
  Generated,
  HasMany,
  Id,
  InternalError,
  Many,
  One,
  OxydeError,
  type QueryEvent,
  type Repository,
} from 'oxyde';

@Entity({ table: 'injection_owners' })
export class Owner {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50 }) name!: string;
  @HasMany(() => Item, 'owner') items!: Many<Item>;
}

@Entity({ table: 'injection_items' })
export class Item {
  @Id() id!: Generated<number>;
  @Column.text({ unique: false }) name!: string;
  @Column.string({ maxLength: 60, unique: true }) slug!: string;
  @Column.int() amount!: number;
  @Column.float({ nullable: true }) weight!: number | null;
  @Column.boolean() isOpen!: boolean;
  @Column.json<object>({ nullable: true }) data!: object | null;
  @Column.array('string') words!: string[];
  ownerId!: number;
  @BelongsTo(() => Owner, 'ownerId') owner!: One<Owner>;
}

export const entities = [Owner, Item];

/** Repositories whose arguments have no types: what comes from outside has none. */
export interface Shelf {
  readonly dataSource: DataSource;
  // oxlint-disable-next-line typescript/no-explicit-any -- hostile input is of every type.
  readonly items: any;
  // oxlint-disable-next-line typescript/no-explicit-any -- the same.
  readonly owners: any;
}

export async function fillShelf(dataSource: DataSource): Promise<Shelf> {
  const owners: Repository<Owner> = dataSource.repository(Owner);
  const items: Repository<Item> = dataSource.repository(Item);
  const owner = await owners.create({ name: 'Ada' });
  for (const slug of ['one', 'two']) {
    await items.create({ name: slug, slug, amount: 1, weight: null, isOpen: true, data: { a: 1 }, words: ['w'], ownerId: owner.id });
  }
  return { dataSource, owners, items };
}

/** What came of an attempt. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
  readonly events: readonly QueryEvent[];
}

/** Runs something hostile, and notes every statement. */
export async function attempted({ dataSource }: Shelf, attempt: () => unknown): Promise<Outcome> {
  const events: QueryEvent[] = [];
  const end = dataSource.onQuery((event) => events.push(event));
  try {
    return { value: await attempt(), events };
  } catch (error) {
    return { error, events };
  } finally {
    end();
  }
}

/** An error of Oxyde's own, before the database saw anything. */
export function expectRefused(label: string, { error, value, events }: Outcome): void {
  const found = error === undefined ? `gave ${typeof value}` : `${(error as Error)?.constructor?.name}: ${(error as Error)?.message}`;
  // A statement that could not be sent is an event, too.
  const ran = events.filter((event) => event.error === undefined);
  const isRefused = error instanceof OxydeError && !(error instanceof InternalError) && ran.length === 0;
  expect(isRefused ? 'refused' : `${label}: ${found}, ${ran.length} statements`).toBe('refused');
}

/** Either refused, or the same statements as for a harmless value, and no failure of the database. */
export function expectHarmless(label: string, outcome: Outcome, harmless: Outcome): void {
  if (outcome.error !== undefined && !(outcome.error instanceof DatabaseError)) return expectRefused(label, outcome);
  expect([label, outcome.error]).toEqual([label, undefined]);
  expect([label, outcome.events.map(({ shapeKey }) => shapeKey)]).toEqual([label, harmless.events.map(({ shapeKey }) => shapeKey)]);
}

/** Everything is as it was filled. */
export async function expectUntouched({ items, owners }: Shelf): Promise<void> {
  expect(await items.orderBy('id').valuesList('slug').all()).toEqual(['one', 'two']);
  expect(await owners.valuesList('name').all()).toEqual(['Ada']);
  expect(({} as Record<string, unknown>)['eq']).toBeUndefined();
}

export function labelOf(door: string, value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : Object.prototype.toString.call(value);
  return `${door} ${text}`;
}
