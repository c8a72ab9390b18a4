// Validation before writes: presence, defaults, updates, hand-written rules, unknown keys.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { Allow, IsEmail, registerDecorator } from 'class-validator';
import type { Generated, HasDefault, One } from '../../lib/entity/brands.js';
import { Column } from '../../lib/entity/column.js';
import { Entity } from '../../lib/entity/entity.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { CreatedAt, Id } from '../../lib/entity/generated-columns.js';
import { BelongsTo } from '../../lib/entity/relation-decorators.js';
import { assertValid } from '../../lib/validation/assert-valid.js';

@Entity()
class Plain {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 10 }) name!: string;
  @Column.int({ default: 3 }) age!: HasDefault<number>;
  @Column.text({ databaseDefault: "'x'" }) note!: HasDefault<string>;
  @Column.text({ nullable: true }) summary!: string | null;
  @Column.int({ generatedAs: 'age * 2' }) twice!: Generated<number>;
  @Allow() @CreatedAt() createdAt!: Generated<Date>;
  parentId!: number | null;
  @BelongsTo(() => Plain, 'parentId', { nullable: true }) parent!: One<Plain> | null;
}

/** A rule that answers later, and does not say so. */
function IsFree(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isFree',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => Promise.resolve(value !== 'taken'),
        defaultMessage: () => 'name is taken',
      },
    });
}

@Entity()
class Guarded {
  @Id() id!: Generated<number>;
  @IsEmail() @Column.string({ maxLength: 30 }) email!: string;
  @IsFree() @Column.string({ nullable: true }) name!: string | null;
  @Column.int({ default: 0 }) age!: HasDefault<number>;
  plainId!: number;
  @BelongsTo(() => Plain, 'plainId') plain!: One<Plain>;
}

const registry = new EntityRegistry([Plain, Guarded]);
const plain = registry.metadataOf(Plain);
const guarded = registry.metadataOf(Guarded);

describe('an entity without rules of its own', () => {
  test.each([
    ['the least', { name: 'x' }],
    ['everything', { name: 'x', age: 1, note: 'n', summary: null, parentId: 1 }],
    ['undefined for what may be absent', { name: 'x', age: undefined, note: undefined, summary: undefined, parentId: undefined }],
    ['what a repository refuses by itself', { name: 'x', id: 5, twice: 1, createdAt: 'x', parent: {} }],
  ])('takes %s, at once', (_name, input) => {
    expect(assertValid(plain, input)).toBeUndefined();
  });

  test.each([
    ['a missing value', {}, 'name must be a string'],
    ['null where there is none', { name: null }, 'name must be a string'],
    ['null instead of a default', { name: 'x', age: null }, 'age must be an integer number'],
    ['a key of another type', { name: 'x', parentId: '1' }, 'parentId must be an integer number'],
    ['a key that is not there', { name: 'x', nmae: 1 }, 'Did you mean "name"?'],
    ['a function', { name: () => 'x' }, 'name must be a string'],
  ])('refuses %s', (_name, input, message) => {
    expect(() => assertValid(plain, input)).toThrow(message);
  });

  test('judges only what an update gives', () => {
    const options = { isPartial: true };
    expect(assertValid(plain, { age: 1, summary: null }, options)).toBeUndefined();
    expect(assertValid(plain, { name: undefined, age: () => 1, summary: { resolve: () => 1 } }, options)).toBeUndefined();
    expect(() => assertValid(plain, { name: null }, options)).toThrow('name must be a string');
    expect(() => assertValid(plain, { age: 'x' }, options)).toThrow('age must be an integer number');
    expect(() => assertValid(plain, { naem: 'x' }, options)).toThrow('Did you mean "name"?');
  });
});

describe('an entity with hand-written rules', () => {
  const good = { email: 'a@example.org', plainId: 1 };

  test('takes what keeps them all', async () => {
    expect(await assertValid(guarded, good)).toBeUndefined();
    expect(await assertValid(guarded, { ...good, name: 'free', age: 5 })).toBeUndefined();
  });

  test.each([
    ['a hand-written rule', { email: 'x' }, ['email must be an email']],
    ['a rule of the column', { email: `${'x'.repeat(30)}@example.org` }, ['email must be shorter than or equal to 30 characters']],
    ['a rule that answers later', { name: 'taken' }, ['name is taken']],
    ['a rule of a key', { plainId: 'x' }, ['plainId must be an integer number']],
    ['null instead of a default', { age: null }, ['age must be an integer number']],
  ])('refuses %s', async (_name, input, messages) => {
    await expect(assertValid(guarded, { ...good, ...input })).rejects.toMatchObject({ code: 'OXY-V001', messages });
  });

  test('judges only what an update gives', async () => {
    const options = { isPartial: true };
    expect(await assertValid(guarded, { age: 5, name: null }, options)).toBeUndefined();
    expect(await assertValid(guarded, { age: () => 5 }, options)).toBeUndefined();
    await expect(assertValid(guarded, { email: 'x' }, options)).rejects.toThrow('email must be an email');
    await expect(assertValid(guarded, { name: 'taken', age: 'x' }, options)).rejects.toThrow('age must be an integer number');
  });
});
