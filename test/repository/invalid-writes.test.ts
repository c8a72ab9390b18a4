// Every way to write, in and outside of a transaction, with input that is wrong: nothing is written, and the error names the place.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { IsEmail } from 'class-validator';
import {
  Column,
  Entity,
  type Generated,
  type HasDefault,
  HasMany,
  BelongsTo,
  Id,
  type Many,
  type One,
  OxydeError,
  UpdatedAt,
  Version,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'invalid_members' })
class Member {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 10, unique: true }) name!: string;
  @IsEmail() @Column.string({ maxLength: 50 }) email!: string;
  @Column.int({ min: 0, max: 150, default: 1 }) age!: HasDefault<number>;
  @Column.decimal({ precision: 6, scale: 2, nullable: true }) balance!: string | null;
  @Column.date({ nullable: true }) born!: string | null;
  teamId!: number | null;
  @BelongsTo(() => Team, 'teamId', { nullable: true }) team!: One<Team> | null;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
}

@Entity({ table: 'invalid_teams' })
class Team {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 10 }) name!: string;
  @HasMany(() => Member, 'team') members!: Many<Member>;
}

type Input = Readonly<Record<string, unknown>>;

/** What is wrong, and the property that the error has to name; `isPatch` where an update can be wrong in this way, too. */
const wrong: readonly { readonly what: string; readonly input: Input; readonly names: string; readonly isPatch: boolean }[] = [
  { what: 'a text that is too long', input: { name: 'x'.repeat(11) }, names: 'name', isPatch: true },
  { what: 'a number out of range', input: { age: 151 }, names: 'age', isPatch: true },
  { what: 'a number as text', input: { age: '5' }, names: 'age', isPatch: true },
  { what: 'NaN', input: { age: Number.NaN }, names: 'age', isPatch: true },
  { what: 'a rule written by hand', input: { email: 'nobody' }, names: 'email', isPatch: true },
  { what: 'null where there has to be a value', input: { name: null }, names: 'name', isPatch: true },
  { what: 'undefined where there has to be a value', input: { name: undefined }, names: 'name', isPatch: false },
  { what: 'a decimal with too many digits', input: { balance: '12345.678' }, names: 'balance', isPatch: true },
  { what: 'a day that is none', input: { born: '2023-02-30' }, names: 'born', isPatch: true },
  { what: 'an object for a text', input: { name: { contains: 'a' } }, names: 'name', isPatch: true },
  { what: 'a property that is none', input: { nome: 'a' }, names: 'nome', isPatch: true },
  { what: 'what the database writes', input: { updatedAt: new Date() }, names: 'updatedAt', isPatch: true },
];

describeEachDataSource('invalid input', [Member, Team], (open) => {
  const members = () => open().repository(Member);
  const good = { name: 'new', email: 'new@example.com' };
  let stored: Member;

  const everything = async () => JSON.stringify(await members().orderBy('id').all());

  beforeEach(async () => {
    await members().unfiltered().delete();
    stored = await members().create({ name: 'ada', email: 'ada@example.com', age: 36 });
  });

  /** Each way to write; those of `patches` change what is stored. */
  const creations: Readonly<Record<string, (input: Input) => Promise<unknown>>> = {
    create: (input) => members().create({ ...good, ...input } as never),
    bulkCreate: (input) => members().bulkCreate([good, { ...good, name: 'other', ...input }] as never),
    'bulkCreate onConflict': (input) =>
      members().bulkCreate([{ ...good, ...input }] as never, { onConflict: { target: ['name'], update: ['email'] } }),
    upsert: (input) => members().upsert({ ...good, ...input } as never, { target: ['name'] }),
    getOrCreate: (input) => members().getOrCreate({ name: 'new', ...onlyName(input) } as never, { ...good, ...input } as never),
    updateOrCreate: (input) => members().updateOrCreate({ name: 'new', ...onlyName(input) } as never, { ...good, ...input } as never),
    save: (input) => members().save(Object.assign(Object.create(Member.prototype) as Member, good, input)),
  };
  const patches: Readonly<Record<string, (input: Input) => Promise<unknown>>> = {
    update: (input) => members().filter({ name: 'ada' }).update(input),
    'update returning': (input) => members().filter({ name: 'ada' }).update(input, { returning: true }),
    bulkUpdate: (input) => members().bulkUpdate([{ id: stored.id, age: 1, ...input } as never]),
    'updateOrCreate of a stored row': (input) => members().updateOrCreate({ name: 'ada' }, input),
    'save of a stored row': async (input) => await members().save(Object.assign(await members().get(stored.id), input)),
  };
  const onlyName = (input: Input): Input => ('name' in input ? { name: input['name'] } : {});

  const places: Readonly<Record<string, (write: () => Promise<unknown>) => Promise<unknown>>> = {
    'outside of a transaction': (write) => write(),
    'in a transaction': (write) => open().transaction(async () => await write()),
    'in a savepoint': (write) =>
      open().transaction(async () => await open().transaction(async () => await write(), { propagation: 'nested' })),
  };

  describe.each(Object.entries(places))('%s', (_, run) => {
    const cases = wrong.flatMap(({ what, input, names, isPatch }) => [
      ...Object.entries(creations).map(([way, write]) => ({ way, what, input, names, write })),
      // A stored instance may have properties of the program's own, such as annotations.
      ...(isPatch ? Object.entries(patches).filter(([way]) => names !== 'nome' || !way.startsWith('save')) : []).map(([way, write]) => ({
        way,
        what,
        input,
        names,
        write,
      })),
    ]);

    test.each(cases)('$way refuses $what', async ({ input, names, write }) => {
      const before = await everything();
      const error: unknown = await run(() => write(input)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(OxydeError);
      expect((error as Error).message).toContain(names);
      expect((error as Error).message).toContain('Member');
      expect(await everything()).toBe(before);
    });
  });
});
