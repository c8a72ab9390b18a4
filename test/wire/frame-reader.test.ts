// Frames in all their forms become columns of JavaScript values.
import { describe, expect, test } from '@jest/globals';
import { readFrame } from '../../lib/wire/frame-reader.js';
import { FrameBuilder } from '../support/frames.js';

describe('a frame of rows', () => {
  test('gives its cells by column', () => {
    const bytes = new FrameBuilder()
      .rows([
        [1, 'a', null],
        [-2, 'ä€😀', 2n ** 60n],
      ])
      .bytes();
    const { rowCount, columns, described } = readFrame(bytes, 3);
    expect(rowCount).toBe(2);
    expect(columns).toEqual([
      [1, -2],
      ['a', 'ä€😀'],
      [null, 2n ** 60n],
    ]);
    expect(described).toBeUndefined();
  });

  test('may be empty', () => {
    expect(readFrame(new FrameBuilder().rows([]).bytes(), 2)).toEqual({ rowCount: 0, columns: [[], []], described: undefined });
  });

  test('is read to its end where the number of columns is not known', () => {
    const rows = new FrameBuilder().rows([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(readFrame(rows.bytes(), undefined).columns).toEqual([
      [1, 2],
      ['a', 'b'],
    ]);
    expect(readFrame(new FrameBuilder().columns(1).int32([1]).texts(['a']).bytes(), undefined).columns).toEqual([Int32Array.of(1), ['a']]);
  });

  test('may say what its columns are', () => {
    const bytes = new FrameBuilder()
      .describe([
        ['id', 2],
        ['at', 10],
      ])
      .rows([[1, 0]])
      .bytes();
    const { columns, described } = readFrame(bytes, 0);
    expect(described).toEqual([
      { name: 'id', kind: 'int' },
      { name: 'at', kind: 'timestamp' },
    ]);
    expect(columns).toEqual([[1], [0]]);
  });
});

describe('a frame of columns', () => {
  test('reads every encoding, NULLs included', () => {
    const bytes = new FrameBuilder()
      .columns(3)
      .int32([1, null, -3])
      .float64([0.5, Number.NaN, null])
      .int64([2n ** 62n, null, -1n])
      .booleans([true, false, null])
      .texts(['a', null, 'cd'])
      .blobs([Uint8Array.of(1, 2), null, new Uint8Array()])
      .bytes();
    const { rowCount, columns } = readFrame(bytes, 6);
    expect(rowCount).toBe(3);
    expect(columns).toEqual([
      [1, null, -3],
      [0.5, Number.NaN, null],
      [2n ** 62n, null, -1n],
      [true, false, null],
      ['a', null, 'cd'],
      [Uint8Array.of(1, 2), null, new Uint8Array()],
    ]);
  });

  test('has typed arrays where nothing is NULL', () => {
    const bytes = new FrameBuilder().columns(2).int32([1, 2]).float64([1e300, -0]).int64([5n, 6n]).bytes();
    const { columns } = readFrame(bytes, 3);
    expect(columns).toEqual([Int32Array.of(1, 2), Float64Array.of(1e300, -0), BigInt64Array.of(5n, 6n)]);
  });

  test('cuts texts by UTF-16 lengths, chunk by chunk', () => {
    const texts = [['a', '€uro', '', '😀x'], ['plain', 'ascii'], ['ü']];
    const bytes = new FrameBuilder()
      .columns(7)
      .texts(...texts)
      .bytes();
    expect(readFrame(bytes, 1).columns).toEqual([texts.flat()]);
  });

  test('gives bytes that share no memory', () => {
    const bytes = new FrameBuilder()
      .columns(2)
      .blobs([Uint8Array.of(1), Uint8Array.of(2)])
      .bytes();
    const [cells = []] = readFrame(bytes, 1).columns;
    const [first, second] = Array.from(cells) as Uint8Array[];
    expect(first?.buffer.byteLength).toBe(1);
    expect(first?.buffer).not.toBe(second?.buffer);
    expect(Buffer.isBuffer(first)).toBe(false);
  });

  test('is refused when it is cut short', () => {
    const bytes = new FrameBuilder().columns(2).int32([1, 2]).bytes();
    expect(() => readFrame(bytes.subarray(0, 4), 1)).toThrow('malformed');
    expect(() => readFrame(bytes, 2)).toThrow('fewer columns');
  });
});
