// Children find their parents: distinct keys go out in parts, lists come back to every parent of a key.
import { describe, expect, test } from '@jest/globals';
import type { RelationMetadata } from '../../lib/entity/entity-metadata.js';
import { KeyedParents } from '../../lib/relation/keyed-parents.js';
import { propertyDefiner } from '../../lib/util/property-definer.js';
import { createBlog } from '../support/blog-entities.js';

const blog = createBlog();

function relation(entity: { readonly relationOf: ReadonlyMap<string, RelationMetadata> }, property: string): RelationMetadata {
  const found = entity.relationOf.get(property);
  if (found === undefined) throw new Error(`There is no ${property}.`);
  return found;
}

function take(keyed: KeyedParents, children: object[], columns: unknown[][]): void {
  const [part] = keyed.parts(100);
  if (part) keyed.take(part, children, columns);
}

describe('keyed parents', () => {
  test('give each key once, in parts, and leave NULL out', () => {
    const parents = [{ editorId: 1 }, { editorId: null }, { editorId: 2 }, { editorId: 1 }, { editorId: 3 }];
    const keyed = new KeyedParents(relation(blog.post, 'editor'), parents);
    expect(keyed.parts(2).map(({ lists }) => lists)).toEqual([[[1, 2]], [[3]]]);
    take(keyed, [{ id: 2 }, { id: 1 }], [[2, 1]]);
    keyed.stitch(propertyDefiner('editor'));
    expect(parents.map((parent) => (parent as { editor?: unknown }).editor)).toEqual([{ id: 1 }, null, { id: 2 }, { id: 1 }, null]);
  });

  test('give lists in the order of the children, and an own list to each parent', () => {
    const parents: { id: number; comments?: unknown[] }[] = [{ id: 1 }, { id: 2 }, { id: 1 }];
    const keyed = new KeyedParents(relation(blog.post, 'comments'), parents);
    take(keyed, [{ n: 1 }, { n: 2 }, { n: 3 }], [[1, 9, 1]]);
    keyed.stitch(propertyDefiner('comments'));
    expect(parents.map(({ comments }) => comments)).toEqual([[{ n: 1 }, { n: 3 }], [], [{ n: 1 }, { n: 3 }]]);
    expect(parents[0]?.comments).not.toBe(parents[2]?.comments);
  });

  test('compare keys of several columns as a whole', () => {
    const parents: { hall: number; number: number; tickets?: unknown[] }[] = [
      { hall: 1, number: 2 },
      { hall: 2, number: 1 },
    ];
    const keyed = new KeyedParents(relation(blog.seat, 'tickets'), parents);
    expect(keyed.parts(10)[0]?.lists).toEqual([
      [1, 2],
      [2, 1],
    ]);
    take(keyed, [{ id: 'a' }, { id: 'wrong pair' }, { id: 'b' }], [[1, 1, 2], [2, 1, 1]]); // prettier-ignore
    keyed.stitch(propertyDefiner('tickets'));
    expect(parents.map(({ tickets }) => tickets)).toEqual([[{ id: 'a' }], [{ id: 'b' }]]);
  });

  test('know dates and bytes by what they hold', () => {
    const dated = { ...relation(blog.post, 'comments') };
    const parents: { id: unknown; comments?: unknown[] }[] = [{ id: new Date(5) }, { id: Uint8Array.of(1, 2) }, { id: 7n }];
    const keyed = new KeyedParents(dated as RelationMetadata, parents);
    take(keyed, [{ n: 1 }, { n: 2 }, { n: 3 }], [[new Date(5), Buffer.from([1, 2]), 7n]]);
    keyed.stitch(propertyDefiner('comments'));
    expect(parents.map(({ comments }) => comments?.length)).toEqual([1, 1, 1]);
  });

  test('leave a pair to the part that asked for it', () => {
    const parents: { hall: number; number: number; tickets?: unknown[] }[] = [
      { hall: 1, number: 1 },
      { hall: 2, number: 2 },
      { hall: 1, number: 2 },
    ];
    const keyed = new KeyedParents(relation(blog.seat, 'tickets'), parents);
    for (const part of keyed.parts(2)) keyed.take(part, [{ id: 'a' }], [[1], [2]]);
    keyed.stitch(propertyDefiner('tickets'));
    expect(parents.map(({ tickets }) => tickets?.length)).toEqual([0, 0, 1]);
  });
});
