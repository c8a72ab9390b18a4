// MessagePack values go out and come back as they were.
import { describe, expect, test } from '@jest/globals';
import { MessageReader } from '../../lib/wire/message-reader.js';
import { MessageWriter } from '../../lib/wire/message-writer.js';
import { writePlain } from '../../lib/wire/statement-encoder.js';

describe('message writer', () => {
  test.each([
    0,
    1,
    127,
    128,
    255,
    65_536,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    -1,
    -32,
    -33,
    -(2 ** 31),
    -(2 ** 31) - 1,
    Number.MIN_SAFE_INTEGER,
  ])('keeps the integer %d', (value) => {
    expect(readBack((writer) => writer.integer(value))).toBe(value);
  });

  test.each([2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, -(2n ** 53n)])('keeps the wide integer %s', (value) => {
    expect(readBack((writer) => writer.bigint(value))).toBe(value);
  });

  test('gives a wide integer as a number where it is a safe one', () => {
    expect(readBack((writer) => writer.bigint(7n))).toBe(7);
  });

  test.each([0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324])('keeps the float %d', (value) => {
    expect(readBack((writer) => writer.float(value))).toBe(value);
  });

  test.each(['', 'a', 'a'.repeat(31), 'a'.repeat(32), 'ä', 'a'.repeat(30) + '€', '😀'.repeat(100), 'x'.repeat(70_000), 'é'.repeat(200)])(
    'keeps the text %#',
    (value) => {
      expect(readBack((writer) => writer.text(value))).toBe(value);
    },
  );

  test.each([0, 1, 255, 256, 70_000])('keeps %d bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => index);
    expect(readBack((writer) => writer.binary(bytes))).toEqual(bytes);
  });

  test('keeps nil and booleans', () => {
    expect(readBack((writer) => writer.nil())).toBeNull();
    expect(readBack((writer) => writer.boolean(true))).toBe(true);
    expect(readBack((writer) => writer.boolean(false))).toBe(false);
  });

  test('writes messages one after another into one scratch', () => {
    const writer = new MessageWriter();
    writer.text('x'.repeat(2_000_000));
    expect(writer.take().length).toBe(2_000_005);
    writer.integer(5);
    expect([...writer.take()]).toEqual([5]);
    writer.integer(6);
    writer.discard();
    writer.integer(7);
    expect([...writer.take()]).toEqual([7]);
  });
});

describe('plain data', () => {
  test('becomes maps and arrays without undefined keys', () => {
    const writer = new MessageWriter();
    writePlain(writer, { a: 1, b: undefined, c: [null, true, 1.5, 'x'] });
    expect([...writer.take()]).toEqual([0x82, 0xa1, 0x61, 1, 0xa1, 0x63, 0x94, 0xc0, 0xc3, 0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xa1, 0x78]);
  });

  test('may have many keys and elements', () => {
    const writer = new MessageWriter();
    writePlain(writer, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index])));
    expect([...writer.take().subarray(0, 5)]).toEqual([0xdf, 0, 0, 0, 20]);
    writePlain(
      writer,
      Array.from({ length: 20 }, () => 0),
    );
    expect([...writer.take().subarray(0, 5)]).toEqual([0xdd, 0, 0, 0, 20]);
  });

  test('may not hold functions', () => {
    expect(() => writePlain(new MessageWriter(), { a: () => 1 })).toThrow('a function');
  });
});

function readBack(write: (writer: MessageWriter) => void): unknown {
  const writer = new MessageWriter();
  write(writer);
  const reader = new MessageReader(writer.take());
  const value = reader.cell();
  expect(reader.isAtEnd).toBe(true);
  return value;
}
