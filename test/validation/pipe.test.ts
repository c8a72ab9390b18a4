// An entity as the body of a request under Nest's ValidationPipe, with no further decorator.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { type ArgumentMetadata, type BadRequestException, ValidationPipe } from '@nestjs/common';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { IsEmail } from 'class-validator';
import type { Generated, HasDefault, Hidden, Many, One } from '../../lib/entity/brands.js';
import { Column } from '../../lib/entity/column.js';
import { Entity } from '../../lib/entity/entity.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { CreatedAt, Id, Version } from '../../lib/entity/generated-columns.js';
import { BelongsTo, HasMany } from '../../lib/entity/relation-decorators.js';
import { assertValid } from '../../lib/validation/assert-valid.js';

@Entity()
class Team {
  @Id.uuid() id!: Generated<string>;
  @Column.string() name!: string;
  @HasMany(() => Player, 'team') players!: Many<Player>;
}

@Entity()
class Player {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 20 }) name!: string;
  @IsEmail() @Column.string() email!: string;
  @Column.timestamp() born!: Date;
  @Column.bigint({ nullable: true }) score!: bigint | null;
  @Column.bytes({ nullable: true }) photo!: Uint8Array | null;
  @Column.boolean({ default: true }) active!: HasDefault<boolean>;
  @Column.string({ hidden: true, nullable: true }) secret!: Hidden<string> | null;
  @CreatedAt() createdAt!: Generated<Date>;
  @Version() version!: Generated<number>;
  teamId!: string;
  @BelongsTo(() => Team, 'teamId') team!: One<Team>;
}

/** As compilers with older targets make it: no field is there before it is set. */
@Entity()
class Old {
  @Id() declare id: Generated<number>;
  @Column.string() declare name: string;
  declare teamId: string | null;
  @BelongsTo(() => Team, 'teamId', { nullable: true }) declare team: One<Team> | null;
}

const registry = new EntityRegistry([Player, Old]);

const body = { name: 'Ada', email: 'ada@example.org', born: '1990-05-01T10:00:00.000Z', teamId: '018f3f1e-7b1c-7000-8000-0123456789ab' };
const argument = (metatype: ArgumentMetadata['metatype']): ArgumentMetadata => ({ type: 'body', metatype });

const pipes = [
  ['whitelist', new ValidationPipe({ transform: true, whitelist: true })],
  ['forbidNonWhitelisted', new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true })],
  ['implicit conversion', new ValidationPipe({ transform: true, whitelist: true, transformOptions: { enableImplicitConversion: true } })],
  ['no whitelist', new ValidationPipe({ transform: true })],
] as const;

describe.each(pipes)('with %s', (name, pipe) => {
  const messagesOf = async (input: object, entity: ArgumentMetadata['metatype'] = Player): Promise<unknown> => {
    try {
      await pipe.transform(input, argument(entity));
      return [];
    } catch (error) {
      return ((error as BadRequestException).getResponse() as { message: unknown }).message;
    }
  };

  test('the least body passes and becomes an instance', async () => {
    const player = (await pipe.transform(body, argument(Player))) as Player;
    expect(player).toBeInstanceOf(Player);
    expect(player.born).toEqual(new Date(body.born));
    expect(await assertValid(registry.metadataOf(Player), player)).toBeUndefined();
  });

  test('texts become what JSON does not have', async () => {
    const input = { ...body, score: '9007199254740993', photo: Buffer.from('hi').toString('base64') };
    const player = (await pipe.transform(input, argument(Player))) as Player;
    expect(player.score).toBe(9_007_199_254_740_993n);
    expect(Buffer.from(player.photo ?? []).toString()).toBe('hi');
  });

  test.each([
    ['a generated key', { id: 5 }, ['id must not be given']],
    ['a generated time', { createdAt: '2024-01-01T00:00:00Z' }, ['createdAt must not be given']],
    ['a version', { version: 7 }, ['version must not be given']],
    ['a related row', { team: { id: 'x' } }, ['team must not be given']],
    ['a foreign key of another kind', { teamId: 'x' }, ['teamId must be a UUID']],
    ['a hand-written rule', { email: 'x' }, ['email must be an email']],
    ['a text that is no date', { born: 'yesterday' }, ['born must be a Date instance']],
  ])('%s is refused', async (_name, more, messages) => {
    expect(await messagesOf({ ...body, ...more })).toEqual(messages);
  });

  test('null is refused where a default is, and taken where NULL is', async () => {
    expect(await messagesOf({ ...body, score: null, secret: null })).toEqual([]);
    if (name !== 'implicit conversion') expect(await messagesOf({ ...body, active: null })).toEqual(['active must be a boolean value']);
  });

  test('what is no property is stripped or refused, as the pipe says', async () => {
    const input = { ...body, isAdmin: true };
    if (name === 'forbidNonWhitelisted') return expect(await messagesOf(input)).toEqual(['property isAdmin should not exist']);
    const player = (await pipe.transform(input, argument(Player))) as object;
    expect('isAdmin' in player).toBe(name === 'no whitelist');
  });

  test('a class without fields of its own works, too', async () => {
    expect(await messagesOf({ name: 'x' }, Old)).toEqual([]);
    expect(await messagesOf({ name: 'x', team: {}, id: 1 }, Old)).toEqual(['id must not be given', 'team must not be given']);
  });
});

test('a hidden column never leaves by class-transformer', () => {
  const player = plainToInstance(Player, { ...body, secret: 'x' });
  expect(player.secret).toBe('x');
  expect(instanceToPlain(player)).not.toHaveProperty('secret');
});
