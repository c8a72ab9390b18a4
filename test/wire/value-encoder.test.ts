// Each kind takes exactly its values; anything else is an error that names the column and never shows the value.
import { describe, expect, test } from '@jest/globals';
import type { ColumnType } from '../../lib/entity/column-type.js';
import { InvalidValueError } from '../../lib/error/invalid-value-error.js';
import { MessageReader } from '../../lib/wire/message-reader.js';
import { MessageWriter } from '../../lib/wire/message-writer.js';
import { createParameterEncoder } from '../../lib/wire/value-encoder.js';

const price: ColumnType = { kind: 'decimal', precision: 5, scale: 2 };
const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

describe('a value that fits', () => {
  test.each<[ColumnType, unknown, unknown]>([
    [{ kind: 'int' }, -5, -5],
    [{ kind: 'int' }, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [{ kind: 'duration' }, 1500, 1500],
    [{ kind: 'bigint' }, -(2n ** 63n), -(2n ** 63n)],
    [{ kind: 'float' }, 2, 2],
    [{ kind: 'float' }, Number.NaN, Number.NaN],
    [{ kind: 'decimal' }, '-12.50', '-12.50'],
    [price, '999.990', '999.990'],
    [price, '000001.5', '000001.5'],
    [{ kind: 'boolean' }, true, true],
    [{ kind: 'uuid' }, '0190F5C2-0000-7000-8000-00000000000A', '0190f5c2-0000-7000-8000-00000000000a'],
    [{ kind: 'date' }, '2024-02-29', '2024-02-29'],
    [{ kind: 'date' }, '0001-01-01', '0001-01-01'],
    [{ kind: 'time' }, '23:59:59.999999', '23:59:59.999999'],
    [{ kind: 'localTimestamp' }, '2024-01-01T00:00:00', '2024-01-01T00:00:00'],
    [{ kind: 'timestamp' }, new Date(-1), -1],
    [{ kind: 'bytes' }, Buffer.from([1, 2]), Uint8Array.of(1, 2)],
    [{ kind: 'json' }, { a: [1, null, 'x'], at: new Date(0) }, '{"a":[1,null,"x"],"at":"1970-01-01T00:00:00.000Z"}'],
    [{ kind: 'json' }, 'text \\u0000 in words', '"text \\\\u0000 in words"'],
    [{ kind: 'string' }, 'ä😀', 'ä😀'],
    [{ kind: 'enum', values: ['a', 'b'] }, 'b', 'b'],
    [{ kind: 'enum', numbers: [0, 1] }, 1, 1],
    [{ kind: 'array', of: 'string' }, ['a"', 'b'], '["a\\"","b"]'],
    [{ kind: 'array', of: 'bigint' }, [2n ** 60n], '["1152921504606846976"]'],
    [{ kind: 'array', of: 'timestamp' }, [new Date(5)], '[5]'],
    [{ kind: 'array', of: 'bytes' }, [Uint8Array.of(1, 2)], '["AQI="]'],
    [{ kind: 'array', of: 'float' }, [1, -0, 0.5], '[1,-0.0,0.5]'],
    [{ kind: 'array', of: 'int' }, [], '[]'],
    [{ kind: 'int' }, null, null],
  ])('of %j crosses: %p', (type, value, crossed) => {
    expect(encode(type, value)).toEqual(crossed);
  });

  test('in a list crosses as an array', () => {
    const writer = new MessageWriter();
    createParameterEncoder([{ type: { kind: 'int' }, isList: true, label: 'Post.id' }], { isStored: false })(writer, [[1, 2]]);
    expect([...writer.take()]).toEqual([0x92, 1, 2]);
  });

  test('need not fit the column when it is only compared', () => {
    expect(encode(price, '1.005', false)).toBe('1.005');
  });
});

describe('a value that does not fit', () => {
  test.each<[ColumnType, unknown, string]>([
    [{ kind: 'int' }, 1.5, 'not a whole number'],
    [{ kind: 'int' }, 2 ** 53, 'beyond 2^53 - 1'],
    [{ kind: 'int' }, '1', 'a string'],
    [{ kind: 'int' }, undefined, 'undefined'],
    [{ kind: 'int' }, 1n, 'a bigint'],
    [{ kind: 'bigint' }, 1, 'a number'],
    [{ kind: 'bigint' }, 2n ** 63n, '64 bits'],
    [{ kind: 'float' }, '1', 'a string'],
    [{ kind: 'decimal' }, 1.5, 'a number'],
    [{ kind: 'decimal' }, '1e3', 'not a decimal number'],
    [{ kind: 'decimal' }, '.5', 'not a decimal number'],
    [price, '1.005', 'more than 2 digits after'],
    [price, '1000', 'more than 3 digits before'],
    [{ kind: 'boolean' }, 1, 'a number'],
    [{ kind: 'uuid' }, 'x', 'another form'],
    [{ kind: 'date' }, '2023-02-29', 'no date'],
    [{ kind: 'date' }, '0000-01-01', 'no date'],
    [{ kind: 'date' }, '2024-13-01', 'no date'],
    [{ kind: 'date' }, new Date(), 'an instance of Date'],
    [{ kind: 'time' }, '24:00:00', 'no time'],
    [{ kind: 'time' }, '10:00:00.1234567', 'no time'],
    [{ kind: 'localTimestamp' }, '2024-01-01 00:00:00', 'no date and time'],
    [{ kind: 'timestamp' }, new Date('x'), 'an invalid Date'],
    [{ kind: 'timestamp' }, '2024-01-01', 'a string'],
    [{ kind: 'bytes' }, [1, 2], 'an array'],
    [{ kind: 'json' }, undefined, 'undefined'],
    [{ kind: 'json' }, { a: undefined }, '"a" is undefined'],
    [{ kind: 'json' }, { a: 1n }, '"a" is a bigint'],
    [{ kind: 'json' }, [() => 1], 'a function'],
    [{ kind: 'json' }, { a: Number.NaN }, 'NaN'],
    [{ kind: 'json' }, { a: new Map() }, 'a Map'],
    [{ kind: 'json' }, cyclic, 'refers to itself'],
    [{ kind: 'json' }, { a: 'x\0' }, 'U+0000'],
    [{ kind: 'json' }, ['\ud800'], 'surrogate'],
    [{ kind: 'text' }, 'a\0b', 'U+0000'],
    [{ kind: 'text' }, '\ud83d', 'surrogate'],
    [{ kind: 'text' }, 5, 'a number'],
    [{ kind: 'enum', values: ['a', 'b'] }, 'c', 'none of them'],
    [{ kind: 'enum', numbers: [0, 1] }, '1', 'none of them'],
    [{ kind: 'array', of: 'int' }, [1, 'x'], 'element 1'],
    [{ kind: 'array', of: 'int' }, [1, null], 'element 1'],
    [{ kind: 'array', of: 'float' }, [Number.NaN], 'element 0'],
    [{ kind: 'array', of: 'int' }, 'x', 'a string'],
  ])('of %j is refused: %p', (type, value, reason) => {
    expect(() => encode(type, value)).toThrow(InvalidValueError);
    expect(() => encode(type, value)).toThrow(reason);
    expect(() => encode(type, value)).toThrow('Post.x');
  });

  test('is not shown', () => {
    expect(() => encode({ kind: 'uuid' }, 's3cret')).toThrow(expect.not.objectContaining({ message: expect.stringContaining('s3cret') }));
  });

  test('may not be null in a list', () => {
    const encodeList = createParameterEncoder([{ type: { kind: 'int' }, isList: true, label: undefined }], { isStored: false });
    expect(() => encodeList(new MessageWriter(), [[1, null]])).toThrow('null');
    expect(() => encodeList(new MessageWriter(), [1])).toThrow('parameter 1');
  });
});

function encode(type: ColumnType, value: unknown, isStored = true): unknown {
  const writer = new MessageWriter();
  createParameterEncoder([{ type, isList: false, label: 'Post.x' }], { isStored })(writer, [value]);
  return new MessageReader(writer.take()).cell();
}
