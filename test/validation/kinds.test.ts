// Kinds that class-validator has no exact rule for: what passes and what does not.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { Column } from '../../lib/entity/column.js';
import { Entity } from '../../lib/entity/entity.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { Id } from '../../lib/entity/generated-columns.js';
import { assertValid } from '../../lib/validation/assert-valid.js';

@Entity()
class Kinds {
  @Id() id!: number;
  @Column.date({ nullable: true }) date!: string | null;
  @Column.time({ nullable: true }) time!: string | null;
  @Column.localTimestamp({ nullable: true }) local!: string | null;
  @Column.decimal({ precision: 5, scale: 2, nullable: true }) price!: string | null;
  @Column.uuid({ nullable: true }) uuid!: string | null;
  @Column.bigint({ nullable: true }) big!: bigint | null;
  @Column.bytes({ nullable: true }) bytes!: Uint8Array | null;
  @Column.int({ nullable: true }) int!: number | null;
  @Column.float({ nullable: true }) float!: number | null;
  @Column.duration({ nullable: true }) duration!: number | null;
  @Column.string({ maxLength: 3, nullable: true }) text!: string | null;
}

const metadata = new EntityRegistry([Kinds]).metadataOf(Kinds);

const accepted: Readonly<Record<string, readonly unknown[]>> = {
  date: ['2024-02-29', '0001-01-01', null, undefined],
  time: ['00:00:00', '23:59:59.999999'],
  local: ['2024-02-29T23:59:59', '2024-01-01T00:00:00.5'],
  price: ['0', '-0.5', '999.99', '+12', '12.5000', '00012.50'],
  uuid: ['00000000-0000-0000-0000-000000000000', '018f3f1e-7b1c-7000-8000-0123456789AB'],
  big: [0n, -(2n ** 63n)],
  bytes: [new Uint8Array(2), Buffer.from('x')],
  int: [0, -5, Number.MAX_SAFE_INTEGER],
  float: [0.1, -1e308],
  duration: [0, 86_400_000],
  text: ['abc', '\u{1F600}\u{1F600}\u{1F600}', ''],
};

const refused: Readonly<Record<string, readonly unknown[]>> = {
  date: ['2023-02-29', '2024-13-01', '2024-1-1', '2024-01-01T00:00:00Z', new Date(), 20_240_101],
  time: ['24:00:00', '12:60:00', '12:00', '12:00:00.1234567', 12],
  local: ['2023-02-29T00:00:00', '2024-01-01 00:00:00', '2024-01-01T00:00:00Z', '2024-01-01'],
  price: ['1000', '12.505', '.5', '12.', '1e3', 'x', '', 12.5, '0x10'],
  uuid: ['018f3f1e7b1c70008000012345678901', 'x', 5],
  big: [1, '1'],
  bytes: ['x', [1, 2]],
  int: [2 ** 53, 1.5, '1', NaN, 1n],
  float: [NaN, Infinity, '1'],
  duration: [0.5, 'PT1S'],
  text: ['abcd', 5],
};

describe.each(Object.keys(accepted))('a column of the kind %s', (property) => {
  test('takes what is of its form', () => {
    for (const value of accepted[property] ?? []) expect(() => assertValid(metadata, { [property]: value })).not.toThrow();
  });

  test.each((refused[property] ?? []).map((value) => [value]))('refuses %p', (value) => {
    expect(() => assertValid(metadata, { [property]: value })).toThrow(`${property} must`);
  });
});
