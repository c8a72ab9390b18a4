// Classes derived from entities as bodies of requests: rules, conversions, OpenAPI facts and types.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { type ArgumentMetadata, type BadRequestException } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsEmail, MinLength } from 'class-validator';
import {
  BelongsTo,
  Column,
  ConfigurationError,
  CreateDto,
  CreatedAt,
  Entity,
  type Generated,
  type HasDefault,
  HasMany,
  type Hidden,
  Id,
  type Many,
  type One,
  UpdateDto,
  validateObject,
  Version,
} from 'oxyde';
import { OxydeValidationPipe } from 'oxyde/nest';
import { describeEachDataSource } from '../support/data-sources.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';

enum Role {
  Reader = 'reader',
  Author = 'author',
}

@Entity({ table: 'dto_teams' })
class Team {
  @Id.uuid() id!: Generated<string>;
  @Column.string({ maxLength: 20 }) name!: string;
  @HasMany(() => Player, 'team') players!: Many<Player>;
}

@Entity({ table: 'dto_players' })
class Player {
  @Id() id!: Generated<number>;
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @MinLength(2)
  @Column.string({ maxLength: 20 })
  name!: string;
  @IsEmail() @Column.string({ maxLength: 50 }) email!: string;
  @Column.timestamp() born!: Date;
  @Column.int({ min: 0, default: 1 }) level!: HasDefault<number>;
  @Column.enum(Role, { default: Role.Reader }) role!: HasDefault<Role>;
  @Column.text({ nullable: true }) bio!: string | null;
  @Column.string({ hidden: true, maxLength: 30 }) secret!: Hidden<string>;
  @Column.int({ generatedAs: 'level * 2' }) twice!: Generated<number>;
  @CreatedAt() createdAt!: Generated<Date>;
  @Version() version!: Generated<number>;
  teamId!: string | null;
  @BelongsTo(() => Team, 'teamId', { nullable: true }) team!: One<Team> | null;
}

class CreatePlayer extends CreateDto(Player) {}
class UpdatePlayer extends UpdateDto(Player, { omit: ['secret', 'teamId'] }) {}
class RenamePlayer extends UpdateDto(Player, { pick: ['name'] }) {
  @MinLength(3) reason!: string;
}

const earlyErrors = validateObject(Object.assign(new CreatePlayer(), { teamId: 'x' }));
const registry = new EntityRegistry([Player]);
/** Derived once the kind of the foreign key is known. */
class LatePlayer extends CreateDto(Player, { pick: ['name', 'teamId'] }) {}

const right = { name: ' Ada ', email: 'ada@example.com', born: '1990-05-01T10:00:00.000Z', secret: 's' };
const pipe = new OxydeValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });

async function outcome(metatype: ArgumentMetadata['metatype'], body: object): Promise<unknown> {
  try {
    return await pipe.transform(body, { type: 'body', metatype });
  } catch (error) {
    return ((error as BadRequestException).getResponse() as { message: unknown }).message;
  }
}

describe('CreateDto', () => {
  test('takes what a caller may give, converted', async () => {
    const made = await outcome(CreatePlayer, right);
    expect(made).toBeInstanceOf(CreatePlayer);
    expect(made).toEqual(Object.assign(new CreatePlayer(), right, { name: 'Ada', born: new Date(right.born) }));
  });

  test.each([
    [{ name: 'x'.repeat(21) }, ['name must be shorter than or equal to 20 characters']],
    [{ name: ' a ' }, ['name must be longer than or equal to 2 characters']],
    [{ email: 'ada' }, ['email must be an email']],
    [{ level: -1 }, ['level must not be less than 0']],
    [{ level: null }, expect.arrayContaining(['level must be an integer number'])],
    [{ role: 'king' }, ['role must be one of the following values: reader, author']],
    [{ secret: undefined }, expect.arrayContaining(['secret must be a string'])],
    [{ teamId: 'x' }, ['teamId must be a UUID']],
    [{ id: 1 }, ['property id should not exist']],
    [{ version: 1, twice: 2 }, ['property version should not exist', 'property twice should not exist']],
    [{ team: {} }, ['property team should not exist']],
  ])('refuses %j', async (change, messages) => {
    expect(await outcome(CreatePlayer, { ...right, ...change })).toEqual(messages);
  });

  test('nullable columns and those with a default may be left out', async () => {
    expect(await outcome(CreatePlayer, { ...right, bio: null, teamId: null })).toMatchObject({ bio: null, teamId: null });
  });

  test('knows foreign keys, whenever it was made or validated first', async () => {
    const early = (await earlyErrors).map(({ property }) => property);
    expect(early).not.toContain('teamId');
    expect(await outcome(CreatePlayer, { ...right, teamId: 'x' })).toEqual(['teamId must be a UUID']);
    expect(await outcome(LatePlayer, { name: 'Ada', teamId: 'x' })).toEqual(['teamId must be a UUID']);
    expect(await outcome(LatePlayer, { name: 'Ada', email: 'a@b.co' })).toEqual(['property email should not exist']);
  });
});

describe('UpdateDto', () => {
  test('every property may be left out, and keeps its rules', async () => {
    expect(await outcome(UpdatePlayer, {})).toEqual(new UpdatePlayer());
    expect(await outcome(UpdatePlayer, { level: -1 })).toEqual(['level must not be less than 0']);
    expect(await outcome(UpdatePlayer, { email: 'x' })).toEqual(['email must be an email']);
    expect(await outcome(UpdatePlayer, { name: null })).toEqual(expect.arrayContaining(['name must be a string']));
    expect(await outcome(UpdatePlayer, { bio: null })).toMatchObject({ bio: null });
    expect(await outcome(UpdatePlayer, { secret: 'x', teamId: null })).toEqual([
      'property secret should not exist',
      'property teamId should not exist',
    ]);
  });

  test('composes with decorators of its own', async () => {
    expect(await outcome(RenamePlayer, { name: 'Bob', reason: 'no' })).toEqual(['reason must be longer than or equal to 3 characters']);
    expect(await outcome(RenamePlayer, { name: 'Bob', reason: 'why not' })).toMatchObject({ name: 'Bob', reason: 'why not' });
  });
});

test('names that are no input are refused when the class is made', () => {
  expect(() => CreateDto(Player, { pick: ['nome'] as never })).toThrow(ConfigurationError);
  expect(() => UpdateDto(Player, { omit: ['id'] as never })).toThrow('Name some of name, email');
  expect(() => CreateDto(class {} as never)).toThrow('no columns');
});

test('the rules of the entity stay as they are', async () => {
  expect(registry.metadataOf(Player).columnOf.has('teamId')).toBe(true);
  expect(await outcome(Player, { ...right, level: undefined })).toBeInstanceOf(Player);
  expect(await outcome(Player, {})).toEqual(expect.arrayContaining(['name must be a string']));
});

test('OpenAPI: what is required, and what no answer shows', () => {
  const facts = (type: { readonly prototype: object }, property: string): unknown =>
    Reflect.getMetadata('swagger/apiModelProperties', type.prototype, property);
  expect(facts(CreatePlayer, 'name')).toMatchObject({ type: 'string', required: true, maxLength: 20 });
  expect(facts(CreatePlayer, 'level')).toMatchObject({ required: false, default: 1, minimum: 0 });
  expect(facts(CreatePlayer, 'bio')).toMatchObject({ required: false, nullable: true });
  expect(facts(CreatePlayer, 'secret')).toMatchObject({ writeOnly: true });
  expect(facts(CreatePlayer, 'teamId')).toMatchObject({ type: 'string', format: 'uuid', required: false });
  expect(facts(UpdatePlayer, 'name')).toMatchObject({ required: false });
  expect(facts(CreatePlayer, 'id')).toBeUndefined();
});

test('types are exact', () => {
  const made: CreatePlayer = Object.assign(new CreatePlayer(), { name: 'a', email: 'b', born: new Date(), secret: 'c' });
  const name: string = made.name;
  const level: number | undefined = made.level;
  const bio: string | null | undefined = made.bio;
  // @ts-expect-error generated columns are no inputs
  void made.id;
  // @ts-expect-error relations are no inputs
  void made.team;
  const update = new UpdatePlayer();
  const renamed: string | undefined = update.name;
  // @ts-expect-error it was left out
  void update.secret;
  // @ts-expect-error no such column
  void (() => UpdateDto(Player, { pick: ['nome'] }));
  expect([name, level, bio, renamed]).toEqual(['a', undefined, undefined, undefined]);
});

describeEachDataSource('derived classes', [Team, Player], (open) => {
  test('are inputs of writes', async () => {
    const players = open().repository(Player);
    const created = await players.create((await outcome(CreatePlayer, right)) as CreatePlayer);
    expect(created).toMatchObject({ name: 'Ada', level: 1, role: 'reader', version: 1 });
    const patch = (await outcome(UpdatePlayer, { name: 'Ada L.', level: 2 })) as UpdatePlayer;
    expect(await players.filter({ id: created.id }).update(patch)).toBe(1);
    expect(await players.get(created.id)).toMatchObject({ name: 'Ada L.', level: 2, version: 2, email: 'ada@example.com' });
  });
});
