// Children find their parents: distinct keys go out in parts, lists come back to every parent of a key.
import { describe, expect, test } from '@jest/globals';
import type { RelationMetadata } from '../../lib/entity/entity-metadata.js';
import { KeyedParents } from '../../lib/relation/keyed-parents.js';
import { createBlog } from '../support/blog-entities.js';

const blog = createBlog();

function relation(entity: { readonly relationOf: ReadonlyMap<string, RelationMetadata> }, property: string): RelationMetadata {
  const found = entity.relationOf.get(property);
  if (found === undefined) throw new Error(`There is no ${property}.`);
  return found;
}

describe('keyed parents', () => {
  test('give each key once, in parts, and leave NULL out', () => {
    const parents = [{ editorId: 1 }, { editorId: null }, { editorId: 2 }, { editorId: 1 }, { editorId: 3 }];
    const keyed = new KeyedParents(relation(blog.post, 'editor'), parents);
    expect(keyed.keyLists(2)).toEqual([[[1, 2]], [[3]]]);
    keyed.take([{ id: 2 }, { id: 1 }], [[2, 1]]);
    keyed.stitch();
    expect(parents.map((parent) => (parent as { editor?: unknown }).editor)).toEqual([{ id: 1 }, null, { id: 2 }, { id: 1 }, null]);
  });

  test('give lists in the order of the children, and an own list to each parent', () => {
    const parents: { id: number; comments?: unknown[] }[] = [{ id: 1 }, { id: 2 }, { id: 1 }];
    const keyed = new KeyedParents(relation(blog.post, 'comments'), parents);
    keyed.take([{ n: 1 }, { n: 2 }, { n: 3 }], [[1, 9, 1]]);
    keyed.stitch();
    expect(parents.map(({ comments }) => comments)).toEqual([[{ n: 1 }, { n: 3 }], [], [{ n: 1 }, { n: 3 }]]);
    expect(parents[0]?.comments).not.toBe(parents[2]?.comments);
  });

  test('compare keys of several columns as a whole', () => {
    const parents: { hall: number; number: number; tickets?: unknown[] }[] = [
      { hall: 1, number: 2 },
      { hall: 2, number: 1 },
    ];
    const keyed = new KeyedParents(relation(blog.seat, 'tickets'), parents);
    expect(keyed.keyLists(10)).toEqual([[[1, 2], [2, 1]]]); // prettier-ignore
    keyed.take([{ id: 'a' }, { id: 'wrong pair' }, { id: 'b' }], [[1, 1, 2], [2, 1, 1]]); // prettier-ignore
    keyed.stitch();
    expect(parents.map(({ tickets }) => tickets)).toEqual([[{ id: 'a' }], [{ id: 'b' }]]);
  });

  test('know dates and bytes by what they hold', () => {
    const dated = { ...relation(blog.post, 'comments') };
    const parents: { id: unknown; comments?: unknown[] }[] = [{ id: new Date(5) }, { id: Uint8Array.of(1, 2) }, { id: 7n }];
    const keyed = new KeyedParents(dated as RelationMetadata, parents);
    keyed.take([{ n: 1 }, { n: 2 }, { n: 3 }], [[new Date(5), Buffer.from([1, 2]), 7n]]);
    keyed.stitch();
    expect(parents.map(({ comments }) => comments?.length)).toEqual([1, 1, 1]);
  });
});
