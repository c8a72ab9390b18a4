// Hydrators make instances without running constructors; generated and composed ones behave alike.
import { describe, expect, test } from '@jest/globals';
import type { ColumnType } from '../../lib/entity/column-type.js';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import { createHydrator, type HydrateJoin, type HydrateShape } from '../../lib/hydrate/hydrator.js';
import { createRecordHydrator, createScalarHydrator } from '../../lib/hydrate/value-hydrators.js';
import { metadataOf } from '../support/metadata.js';

class Author {
  id!: number;
  name!: string;
}

class Post {
  id!: number;
  title = 'initialised';
  constructor() {
    throw new Error('The constructor ran.');
  }
  shout(): string {
    return this.title.toUpperCase();
  }
  get author(): Author {
    throw new Error('author is not loaded');
  }
  set author(_value: Author) {
    throw new Error('The setter ran.');
  }
}

const author = metadataOf(Author, 'authors', { id: { kind: 'int' }, name: { kind: 'text' } });
const post = metadataOf(Post, 'posts', { id: { kind: 'int' }, title: { kind: 'text' } });

describe.each([
  ['generated', true],
  ['composed', false],
])('a %s hydrator', (_name, isGenerated) => {
  test('makes instances and runs no constructor', () => {
    const rows = createHydrator(shapeOf(post), { isGenerated })([Int32Array.of(1, 2), ['a', 'b']], 2) as Post[];
    expect(rows).toHaveLength(2);
    expect(Object.getPrototypeOf(rows[0])).toBe(Post.prototype);
    expect(Object.entries(rows[1] ?? {})).toEqual([
      ['id', 2],
      ['title', 'b'],
    ]);
    expect(rows[0]?.shout()).toBe('A');
  });

  test('takes its outputs from wherever they are', () => {
    const shape = { ...shapeOf(post), columns: post.columns.map((column, index) => ({ output: 2 - index * 2, column })) };
    expect(createHydrator(shape, { isGenerated })([['t'], ['unused'], [7]], 1)).toEqual([expect.objectContaining({ id: 7, title: 't' })]);
  });

  test('nests joined entities past accessors of the prototype, and gives null where there is none', () => {
    const join: HydrateJoin = { property: 'author', shape: shapeOf(author, 2) };
    const hydrate = createHydrator(shapeOf(post, 0, [join]), { isGenerated });
    const rows = hydrate(
      [
        [1, 2],
        ['a', 'b'],
        [5, null],
        ['Ada', null],
      ],
      2,
    ) as { author: Author | null }[];
    expect(rows[0]?.author).toBeInstanceOf(Author);
    expect(rows[0]?.author).toEqual({ id: 5, name: 'Ada' });
    expect(rows[1]?.author).toBeNull();
    expect(Object.keys(rows[1] ?? {})).toEqual(['id', 'title', 'author']);
    rows[1]!.author = null;
  });

  test('nests at any depth', () => {
    const inner: HydrateJoin = { property: 'boss', shape: shapeOf(author, 4) };
    const outer: HydrateJoin = { property: 'author', shape: shapeOf(author, 2, [inner]) };
    const [row] = createHydrator(shapeOf(post, 0, [outer]), { isGenerated })([[1], ['a'], [2], ['b'], [3], ['c']], 1);
    expect(row).toMatchObject({ id: 1, author: { id: 2, boss: { id: 3, name: 'c' } } });
  });

  test.each<[ColumnType, unknown, unknown]>([
    [{ kind: 'timestamp' }, 0, new Date(0)],
    [{ kind: 'bigint' }, 7, 7n],
    [{ kind: 'bigint' }, 2n ** 60n, 2n ** 60n],
    [{ kind: 'json' }, '{"a":[1]}', { a: [1] }],
    [{ kind: 'json' }, 'null', null],
    [{ kind: 'decimal' }, '1.50', '1.50'],
    [{ kind: 'date' }, '2024-02-29', '2024-02-29'],
    [{ kind: 'enum', numbers: [0, 1] }, 1, 1],
    [{ kind: 'array', of: 'string' }, '["a","b"]', ['a', 'b']],
    [{ kind: 'array', of: 'bigint' }, '["9007199254740993",null]', [9007199254740993n, null]],
    [{ kind: 'array', of: 'timestamp' }, '[0]', [new Date(0)]],
    [{ kind: 'array', of: 'bytes' }, '["AQI="]', [Uint8Array.of(1, 2)]],
  ])('turns a cell of %j into a value', (type, cell, value) => {
    const hydrate = createRecordHydrator([{ name: 'x', type }], { isGenerated });
    expect(hydrate([[cell, null]], 2)).toEqual([{ x: value }, { x: null }]);
  });

  test('makes records with any names', () => {
    const types: ColumnType = { kind: 'int' };
    const names = ['a b', '"', '__proto__', 'a b', 'constructor'].map((name) => ({ name, type: types }));
    const [row] = createRecordHydrator(names, { isGenerated })([[1], [2], [3], [4], [5]], 1) as [object];
    expect(Object.entries(row).sort()).toEqual([
      ['"', 2],
      ['__proto__', 3],
      ['a b', 4],
      ['constructor', 5],
    ]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  test('makes nothing of nothing', () => {
    expect(createHydrator(shapeOf(post), { isGenerated })([[], []], 0)).toEqual([]);
  });
});

test('single values', () => {
  expect(createScalarHydrator({ kind: 'timestamp' })([[0, null]], 2)).toEqual([new Date(0), null]);
  expect(createScalarHydrator({ kind: 'int' })([Int32Array.of(1)], 1)).toEqual([1]);
});

function shapeOf(entity: EntityMetadata, firstOutput = 0, joins: readonly HydrateJoin[] = []): HydrateShape {
  return { entity, columns: entity.columns.map((column, index) => ({ output: firstOutput + index, column })), joins };
}
