// The stack of an error that the database caused leads to the caller.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Column, DataSource, Entity, Generated, Id, type Repository, UniqueViolationError, ValidationFailedError } from 'oxyde';

@Entity()
class Name {
  @Id() id!: Generated<number>;
  @Column.string({ unique: true }) text!: string;
}

let dataSource: DataSource;
let names: Repository<Name>;

beforeAll(async () => {
  dataSource = await DataSource.open({ url: 'sqlite::memory:', entities: [Name] });
  await dataSource.createTables();
  names = dataSource.repository(Name);
  await names.create({ text: 'taken' });
});
afterAll(() => dataSource.close());

async function addTwice(text: string): Promise<unknown> {
  return await names.create({ text });
}

test('of a constraint', async () => {
  const error = await addTwice('taken').catch((caught: unknown) => caught as Error);
  expect(error).toBeInstanceOf(UniqueViolationError);
  expect((error as Error).stack).toMatch(/addTwice[\s\S]*stack\.test/);
  expect((error as Error).message).not.toContain('taken');
});

test('of a rule', async () => {
  const error = await addTwice(5 as unknown as string).catch((caught: unknown) => caught as Error);
  expect(error).toBeInstanceOf(ValidationFailedError);
  expect((error as Error).stack).toMatch(/addTwice[\s\S]*stack\.test/);
});
