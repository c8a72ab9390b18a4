// A relation that was not loaded says so when it is read, and is never seen by what only looks at an object.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { RelationNotLoadedError } from '../../lib/error/relation-not-loaded-error.js';
import { defineUnloadedRelations } from '../../lib/relation/unloaded-relations.js';
import { createBlog, Post } from '../support/blog-entities.js';

type Loose = Record<string, unknown>;

describe('a relation that is not loaded', () => {
  beforeAll(() => {
    defineUnloadedRelations(createBlog().post);
    // Another data source has metadata of its own for the same class.
    defineUnloadedRelations(createBlog().post);
  });
  const post = (): Loose => Object.assign(Object.create(Post.prototype) as Loose, { id: 1, title: 'x' });

  test('throws with its name and the way to load it', () => {
    expect(() => post()['author']).toThrow(RelationNotLoadedError);
    expect(() => post()['author']).toThrow('The relation Post.author is not loaded. Load it with join({ author: true }).');
    expect(() => post()['comments']).toThrow('prefetch({ comments: true })');
  });

  test('is not touched by JSON, spread, inspect, keys and comparisons', () => {
    expect(JSON.stringify(post())).toBe('{"id":1,"title":"x"}');
    expect({ ...post() }).toEqual({ id: 1, title: 'x' });
    expect(inspect(post())).toBe("Post { id: 1, title: 'x' }");
    expect(inspect(post(), { showHidden: true, depth: 5 })).toContain('title');
    expect(Object.keys(post())).toEqual(['id', 'title']);
    expect(post()).toEqual(post());
    expect(post()).toStrictEqual(post());
    expect(post()).toMatchObject({ id: 1 });
    expect(structuredClone(post())).toEqual({ id: 1, title: 'x' });
  });

  test('becomes a plain property when it is set', () => {
    const loaded = post();
    loaded['author'] = { id: 2 };
    expect(loaded['author']).toEqual({ id: 2 });
    expect(Object.keys(loaded)).toContain('author');
    loaded['author'] = null;
    expect(loaded['author']).toBeNull();
  });

  test('leaves accessors of the class alone', () => {
    class Own {
      get author(): string {
        return 'own';
      }
    }
    defineUnloadedRelations({ ...createBlog().post, target: Own });
    expect(new Own().author).toBe('own');
  });
});
