// The builder: clauses give copies, terminals ask the executor for the right thing, mistakes are named before anything runs.
import { describe, expect, test } from '@jest/globals';
import { InvalidQueryError } from '../../lib/error/invalid-query-error.js';
import { InvalidValueError } from '../../lib/error/invalid-value-error.js';
import { MultipleRowsError } from '../../lib/error/multiple-rows-error.js';
import { NotFoundError } from '../../lib/error/not-found-error.js';
import { UndefinedValueError } from '../../lib/error/undefined-value-error.js';
import { UnfilteredChangeError } from '../../lib/error/unfiltered-change-error.js';
import { UnknownKeyError } from '../../lib/error/unknown-key-error.js';
import { initialState } from '../../lib/query/initial-state.js';
import type { Query } from '../../lib/query/query.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import { createBlog } from '../support/blog-entities.js';
import { lambda } from '../support/planned.js';
import { RecordingExecutor } from '../support/recording-executor.js';

const { post, seat } = createBlog();

function open(answers: unknown[] = []): { executor: RecordingExecutor; posts: QueryBuilder; seats: QueryBuilder } {
  const executor = new RecordingExecutor();
  executor.answers = answers;
  return { executor, posts: new QueryBuilder(executor, initialState(post)), seats: new QueryBuilder(executor, initialState(seat)) };
}

/** The types promise no verb that the builder does not have. */
const missing: Exclude<keyof Query<object, object>, keyof QueryBuilder> extends never ? 'nothing' : 'something' = 'nothing';

describe('clauses', () => {
  test('and terminals are those of the types', () => {
    expect(missing).toBe('nothing');
  });

  test('leave the query as it is', () => {
    const { posts } = open();
    const before = JSON.stringify(Object.keys(posts.state));
    const filtered = posts.filter({ id: 1 }).orderBy('id').limit(1).join({ author: true });
    expect(filtered).not.toBe(posts);
    expect(posts.state).toMatchObject({ conditions: [], orders: [], limit: undefined, joins: [] });
    expect(JSON.stringify(Object.keys(filtered.state))).toBe(before);
  });

  test('an empty filter says nothing', () => {
    const { posts } = open();
    expect(posts.filter({})).toBe(posts);
  });

  test('run nothing', () => {
    const { executor, posts } = open();
    posts.filter({ id: 1 }).orderBy('id').prefetch({ comments: true }).values('id');
    expect(executor.queries).toHaveLength(0);
  });

  test.each<[string, (posts: QueryBuilder) => unknown, new (...args: never[]) => Error, string]>([
    ['limit', (posts) => posts.limit(-1), InvalidValueError, 'limit'],
    ['limit of a part', (posts) => posts.limit(1.5), InvalidValueError, 'limit'],
    ['limit of text', (posts) => posts.limit('5' as never), InvalidValueError, 'limit'],
    ['offset', (posts) => posts.offset(Number.NaN), InvalidValueError, 'offset'],
    ['offset of undefined', (posts) => posts.offset(undefined as never), UndefinedValueError, 'offset'],
    ['an order', (posts) => posts.orderBy('titel'), UnknownKeyError, 'Did you mean "title"?'],
    ['an order by a path', (posts) => posts.orderBy('author.nam'), UnknownKeyError, 'User has no "nam"'],
    ['an order by a relation', (posts) => posts.orderBy('author'), UnknownKeyError, 'author'],
    ['an order by a number', (posts) => posts.orderBy(5), InvalidValueError, 'orderBy of Post'],
    ['a join of a list', (posts) => posts.join({ comments: true }), InvalidValueError, 'prefetch'],
    ['a join of nothing known', (posts) => posts.join({ autor: true }), UnknownKeyError, 'author'],
    ['a join of undefined', (posts) => posts.join({ author: undefined }), UndefinedValueError, 'Post.author'],
    ['a join of true', (posts) => posts.join(true), InvalidValueError, 'join of Post'],
    ['a prefetch', (posts) => posts.prefetch({ coments: true }), UnknownKeyError, 'comments'],
    ['an option of a prefetch', (posts) => posts.prefetch({ comments: { where: {} } }), UnknownKeyError, 'prefetch of Post.comments'],
    ['a filter of a prefetch', (posts) => posts.prefetch({ comments: { filter: { hiden: true } } }), UnknownKeyError, 'hidden'],
    ['a prefetch of a number', (posts) => posts.prefetch({ comments: 5 }), InvalidValueError, 'prefetch of Post.comments'],
    ['values', (posts) => posts.values('titel'), UnknownKeyError, 'title'],
    ['values of nothing', (posts) => posts.values(), InvalidValueError, 'values of Post'],
    ['values of no expression', (posts) => posts.values(lambda(() => ({ a: 1 }))), InvalidValueError, 'an expression'],
  ])('refuse %s', (_name, run, kind, message) => {
    const { posts } = open();
    expect(() => run(posts)).toThrow(kind);
    expect(() => run(posts)).toThrow(message);
  });
});

describe('get', () => {
  test('asks for two rows, and complains of none or two', async () => {
    const { executor, posts } = open([{ id: 1 }]);
    expect(await posts.get(1)).toEqual({ id: 1 });
    expect(executor.last).toMatchObject({ limit: 2 });
    await expect(open([]).posts.get(1)).rejects.toThrow(NotFoundError);
    await expect(open([{}, {}]).posts.get()).rejects.toThrow(MultipleRowsError);
    expect(await open([]).posts.getOrNull(1)).toBeNull();
    await expect(open([{}, {}]).posts.getOrNull()).rejects.toThrow(MultipleRowsError);
  });

  test('never takes a missing key for no key', async () => {
    const { executor, posts, seats } = open([{}]);
    await expect(posts.get(undefined)).rejects.toThrow(UndefinedValueError);
    await expect(posts.get(null)).rejects.toThrow(InvalidValueError);
    await expect(posts.get('1')).rejects.toThrow(InvalidValueError);
    await expect(posts.get({ id: undefined })).rejects.toThrow(UndefinedValueError);
    await expect(seats.get({ hall: 1 })).rejects.toThrow(UndefinedValueError);
    await expect(seats.get({ hall: 1, number: 1, row: 1 })).rejects.toThrow(UnknownKeyError);
    await expect(seats.get(1)).rejects.toThrow(InvalidValueError);
    expect(executor.queries).toHaveLength(0);
  });

  test('tells the entity and not the key', async () => {
    await expect(open([]).posts.get(4711)).rejects.toThrow(/^No Post was found/);
    await expect(open([]).posts.get(4711)).rejects.not.toThrow('4711');
  });
});

describe('changes', () => {
  test('need a filter', async () => {
    const { executor, posts } = open();
    await expect(posts.delete()).rejects.toThrow(UnfilteredChangeError);
    await expect(posts.update({ title: 'x' })).rejects.toThrow(UnfilteredChangeError);
    await expect(posts.increment('views')).rejects.toThrow(UnfilteredChangeError);
    await expect(posts.filter({}).delete()).rejects.toThrow(UnfilteredChangeError);
    await expect(posts.filter({ and: [] }).delete()).rejects.toThrow(UnfilteredChangeError);
    expect(executor.queries).toHaveLength(0);
    await posts.unfiltered().delete();
    expect(executor.queries).toHaveLength(1);
  });

  test.each<[string, (posts: QueryBuilder) => QueryBuilder]>([
    ['a limit', (posts) => posts.limit(1)],
    ['an offset', (posts) => posts.offset(1)],
    ['distinct', (posts) => posts.distinct()],
    ['a join', (posts) => posts.join({ author: true })],
    ['values', (posts) => posts.values('id')],
    ['a lock', (posts) => posts.forUpdate()],
  ])('refuse %s', async (name, make) => {
    const query = make(open().posts.filter({ id: 1 }));
    await expect(query.delete()).rejects.toThrow(InvalidQueryError);
    await expect(query.update({ title: 'x' })).rejects.toThrow(name);
  });

  test.each<[string, Record<string, unknown>, new (...args: never[]) => Error, string]>([
    ['an unknown column', { titel: 'x' }, UnknownKeyError, 'title'],
    ['a relation', { author: { id: 1 } }, UnknownKeyError, 'authorId'],
    ['a wrong type', { views: '5' }, InvalidValueError, 'Post.views'],
    ['null where there is none', { title: null }, InvalidValueError, 'not nullable'],
    ['the key', { id: 5 }, InvalidValueError, 'writes it'],
    ['the version', { version: 5 }, InvalidValueError, 'writes it'],
    ['a lambda of no expression', { views: () => 5 }, InvalidValueError, 'an expression'],
  ])('refuse %s', async (_name, patch, kind, message) => {
    const query = open().posts.filter({ id: 1 });
    await expect(query.update(patch)).rejects.toThrow(kind);
    await expect(query.update(patch)).rejects.toThrow(message);
  });

  test('ask the rules of the entity first', async () => {
    const asked: unknown[] = [];
    const executor = new RecordingExecutor();
    const validate = (patch: unknown): void => void asked.push(patch);
    await new QueryBuilder(executor, initialState(post), { validate }).filter({ id: 1 }).update({ title: 'x' });
    expect(asked).toEqual([{ title: 'x' }]);
    const refuse = (): void => {
      throw new RangeError('no');
    };
    await expect(
      new QueryBuilder(executor, initialState(post), { validate: refuse }).filter({ id: 1 }).update({ title: 'y' }),
    ).rejects.toThrow(RangeError);
    expect(executor.queries).toHaveLength(1);
  });
});

describe('contradictions', () => {
  test('values with loaded relations', async () => {
    await expect(open().posts.join({ author: true }).values('id').all()).rejects.toThrow(InvalidQueryError);
    await expect(open().posts.prefetch({ comments: true }).valuesList('id').all()).rejects.toThrow(InvalidQueryError);
  });

  test('last of a limit', async () => {
    await expect(open().posts.limit(5).last()).rejects.toThrow(InvalidQueryError);
  });

  test('pages from 1 on', async () => {
    await expect(open().posts.paginate({ page: 0, size: 10 })).rejects.toThrow(InvalidValueError);
    await expect(open().posts.paginate({ page: 1, size: 0 })).rejects.toThrow(InvalidValueError);
    await expect(open().posts.paginate({ page: 2 ** 50, size: 2 ** 50 })).rejects.toThrow(InvalidValueError);
  });
});
