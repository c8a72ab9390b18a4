// A relation that was not loaded says so when it is read, and is never seen by what only looks at an object.
import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { rowPrototypeOf } from '../../lib/entity/row-prototype.js';
import { RelationNotLoadedError } from '../../lib/error/relation-not-loaded-error.js';
import { createBlog, Post } from '../support/blog-entities.js';

type Loose = Record<string, unknown>;

describe('a relation that is not loaded', () => {
  const blog = createBlog();
  const post = (): Loose => Object.assign(Object.create(rowPrototypeOf(blog.post)) as Loose, { id: 1, title: 'x' });

  test('belongs to rows: other instances of the class have undefined', () => {
    expect(post()).toBeInstanceOf(Post);
    expect(post().constructor).toBe(Post);
    expect((new Post() as unknown as Loose)['author']).toBeUndefined();
  });

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
    const row: unknown = Object.create(rowPrototypeOf({ ...createBlog().post, target: Own }));
    expect((row as Own).author).toBe('own');
  });
});
