// Filters become conditions: goldens of nodes and values, without a database.
import { describe, expect, test } from '@jest/globals';
import { InvalidValueError } from '../../lib/error/invalid-value-error.js';
import { UndefinedValueError } from '../../lib/error/undefined-value-error.js';
import { UnknownKeyError } from '../../lib/error/unknown-key-error.js';
import { UnknownLookupError } from '../../lib/error/unknown-lookup-error.js';
import { compileFilter } from '../../lib/expression/filter-compiler.js';
import { subjectOf } from '../../lib/expression/subject.js';
import { createBlog } from '../support/blog-entities.js';
import { condition } from '../support/planned.js';

const { post, sample, seat, ticket } = createBlog();

describe('a filter', () => {
  test.each<[unknown, string, unknown[]]>([
    [{ id: 7 }, 't0.id = ?0:int', [7]],
    [{ summary: null }, 't0.summary is null', []],
    [{ summary: { ne: null } }, 't0.summary is not null', []],
    [{ views: { ne: 5 } }, 't0.views <> ?0:int', [5]],
    [{ views: { in: [1, 2] } }, 't0.views in ?0:int[]', [[1, 2]]],
    [{ views: { notIn: [1] } }, 'not(t0.views in ?0:int[])', [[1]]],
    [{ editorId: { notIn: [1] } }, '(t0.editor_id is not null and not(t0.editor_id in ?0:int[]))', [[1]]],
    [{ views: { gt: 1, lte: 9 } }, '(t0.views > ?0:int and t0.views <= ?1:int)', [1, 9]],
    [{ views: { between: [1, 9] } }, 't0.views between ?0:int and ?1:int', [1, 9]],
    [{ title: { contains: 'a%_\\b' } }, 't0.title like ?0:text', ['%a\\%\\_\\\\b%']],
    [{ title: { istartsWith: 'a' } }, 't0.title ilike ?0:text', ['a%']],
    [{ title: { endsWith: 'a' } }, 't0.title like ?0:text', ['%a']],
    [{ title: { iexact: 'a' } }, 't0.title ilike ?0:text', ['a']],
    [{ title: /a.b/i }, 't0.title ~* ?0:text', ['a.b']],
    [{ title: { regex: '^a' } }, 't0.title ~ ?0:text', ['^a']],
    [
      { createdAt: { year: { gte: 2020, lt: 2022 } } },
      '(year(t0.created_at:timestamp) >= ?0:int and year(t0.created_at:timestamp) < ?1:int)',
      [2020, 2022],
    ],
    [{ createdAt: { date: '2024-01-01' } }, 'date(t0.created_at:timestamp) = ?0:date', ['2024-01-01']],
    [{ price: 5 }, 't0.price = ?0:decimal', ['5']],
    [{ meta: { eq: { a: 1 } } }, 't0.meta = ?0:json', [{ a: 1 }]],
    [{ meta: { path: ['a', 0], eq: 'x' } }, 't0.meta -> ["a",0] = ?0:json', ['x']],
    [{ meta: { path: ['a'], eq: null } }, 't0.meta ->> ["a"] is null', []],
    [{ meta: { path: ['a'] } }, 't0.meta -> ["a"] is not null', []],
    [{ meta: { contains: { a: 1 }, hasKey: 'b' } }, '(t0.meta @> ?0:json and t0.meta ? ?1:text)', [{ a: 1 }, 'b']],
    [{ keywords: ['a'] }, 't0.keywords = ?0:array', [['a']]],
    [{ keywords: { has: 'a', hasAll: ['b'] } }, '(has(one, t0.keywords, ?0:string) and has(all, t0.keywords, ?1:string[]))', ['a', ['b']]],
    [{ keywords: { isEmpty: false } }, '(t0.keywords is not null and not(isEmpty(t0.keywords)))', []],
    [{ or: [{ id: 1 }, { views: 2, likes: 3 }] }, '(t0.id = ?0:int or (t0.views = ?1:int and t0.likes = ?2:int))', [1, 2, 3]],
    [{ not: { summary: 'x' } }, 'not(t0.summary = ?0:text)', ['x']],
    [{ or: [] }, '()', []],
    [{ and: [] }, '', []],
    [{ or: [{}, { id: 1 }] }, '(() or t0.id = ?0:int)', [1]],
    [{ or: [{}, {}] }, '', []],
    [{}, '', []],
  ])('%j', (filter, text, values) => {
    expect(condition(post, filter)).toEqual([text, values]);
  });

  test.each<[unknown, string]>([
    [{ author: { name: 'x' } }, 'left join users t1 on t0.author_id = t1.id where t1.name = ?0:string'],
    [{ author: { id: 1 } }, 't0.author_id = ?0:int'],
    [{ author: { company: { id: 1 } } }, 'left join users t1 on t0.author_id = t1.id where t1.company_id = ?0:int'],
    [{ editor: null }, 't0.editor_id is null'],
    [{ comments: { hidden: true } }, 'exists(select 1 from comments t1 where (t1.post_id = t0.id and t1.hidden = ?0:boolean))'],
    [
      { comments: { none: { hidden: true } } },
      'not(exists(select 1 from comments t1 where (t1.post_id = t0.id and t1.hidden = ?0:boolean)))',
    ],
    [
      { comments: { every: { hidden: true } } },
      'not(exists(select 1 from comments t1 where (t1.post_id = t0.id and not(t1.hidden = ?0:boolean))))',
    ],
    [
      { tags: { name: 'x' } },
      'exists(select 1 from tags t1 inner join post_tags t2 on t2.tag_id = t1.id where (t2.post_id = t0.id and t1.name = ?0:string))',
    ],
  ])('through a relation: %j', (filter, text) => {
    expect(condition(post, filter)[0]).toBe(text);
  });

  test('joins a relation once, however often it is named', () => {
    const [text] = condition(post, { author: { name: 'x' }, or: [{ author: { email: 'y' } }, { author: { company: { name: 'z' } } }] });
    expect(text.match(/join/g)).toHaveLength(2);
  });

  test('compares keys of two columns pair by pair', () => {
    expect(condition(ticket, { place: { name: 'x' } })[0]).toBe(
      'left join seats t1 on (t0.hall = t1.hall and t0.seat = t1.number) where t1.name = ?0:string',
    );
    expect(condition(ticket, { place: null })[0]).toBe('(t0.hall is null or t0.seat is null)');
    expect(condition(seat, { ticket: null })[0]).toBe(
      'not(exists(select 1 from tickets t1 where (t1.hall = t0.hall and t1.seat = t0.number)))',
    );
  });
});

describe('the key of a filter', () => {
  const keyOf = (filter: unknown): string => compileFilter(subjectOf(post), filter).key;

  test('is equal for equal structures', () => {
    expect(keyOf({ id: 1, title: { contains: 'a' } })).toBe(keyOf({ id: 2, title: { contains: 'b' } }));
    expect(keyOf({ id: { in: [1] } })).toBe(keyOf({ id: { in: [1, 2, 3] } }));
  });

  test('holds no value', () => {
    const filter = {
      title: 'secret',
      views: { gt: 12345 },
      keywords: { has: 'secret' },
      meta: { contains: 'secret' },
      editToken: /secret/,
    };
    expect(keyOf(filter)).not.toMatch(/secret|12345/);
  });

  test('differs where the structure does', () => {
    const filters: unknown[] = [
      { id: 1 },
      { id: { gt: 1 } },
      { id: { in: [1] } },
      { id: { notIn: [1] } },
      { id: { ne: 1 } },
      { summary: 'x' },
      { summary: null },
      { summary: { ne: null } },
      { title: /a/ },
      { title: /a/i },
      { or: [{ id: 1 }, { views: 1 }] },
      { id: 1, views: 1 },
      { not: { id: 1 } },
      { author: { id: 1 } },
      { editor: { id: 1 } },
      { comments: { id: 1 } },
      { comments: { none: { id: 1 } } },
      { comments: { every: { id: 1 } } },
      { meta: { path: ['a'], eq: 1 } },
      { meta: { path: ['b'], eq: 1 } },
      { meta: { path: [0], eq: 1 } },
      { meta: { path: ['0'], eq: 1 } },
      { meta: { eq: 1 } },
      { createdAt: { year: 1 } },
      { createdAt: { month: 1 } },
      { createdAt: { year: { gt: 1 } } },
      { or: [{ id: 1, views: 1 }, { likes: 1 }] },
      { or: [{ id: 1 }, { views: 1, likes: 1 }] },
    ];
    expect(new Set(filters.map(keyOf)).size).toBe(filters.length);
  });

  test('does not change when the caller changes the object', () => {
    const list = [1, 2];
    const filter = { id: { in: list } };
    const clause = compileFilter(subjectOf(post), filter);
    list.push(3);
    expect(clause.values).toEqual([[1, 2]]);
  });
});

describe('a filter refuses', () => {
  test.each<[unknown, new (...args: never[]) => Error, string]>([
    [{ id: undefined }, UndefinedValueError, 'Post.id'],
    [{ views: { gt: undefined } }, UndefinedValueError, 'Post.views.gt'],
    [{ views: { in: [1, undefined] } }, UndefinedValueError, 'Post.views'],
    [{ author: { name: undefined } }, UndefinedValueError, 'User.name'],
    [{ or: undefined }, UndefinedValueError, 'Post.or'],
    [undefined, UndefinedValueError, 'Post'],
    [{ titel: 'x' }, UnknownKeyError, 'Did you mean "title"?'],
    [{ author: { nam: 'x' } }, UnknownKeyError, 'User has no "nam". Did you mean "name"?'],
    [{ title: { icontain: 'x' } }, UnknownLookupError, 'Did you mean "icontains"?'],
    [{ views: { contains: 'x' } }, UnknownLookupError, 'Post.views (int)'],
    [{ views: '5' }, InvalidValueError, 'it is a string'],
    [{ views: Number.NaN }, InvalidValueError, 'Post.views'],
    [{ views: 2 ** 53 }, InvalidValueError, 'Post.views'],
    [{ views: { gt: null } }, InvalidValueError, 'it is null'],
    [{ views: { in: [1, null] } }, InvalidValueError, 'isNull'],
    [{ views: { in: 1 } }, InvalidValueError, 'a list'],
    [{ views: [1, 2] }, InvalidValueError, 'it is an array'],
    [{ views: {} }, InvalidValueError, 'lookups'],
    [{ views: { between: [1] } }, InvalidValueError, 'two values'],
    [{ views: { isNull: 1 } }, InvalidValueError, 'true or false'],
    [{ createdAt: new Date('x') }, InvalidValueError, 'Post.createdAt'],
    [{ createdAt: '2024-01-01' }, InvalidValueError, 'a valid Date'],
    [{ status: 'x' }, InvalidValueError, 'one of draft, published'],
    [{ price: 1.5 }, InvalidValueError, 'decimal number in a string'],
    [{ price: 'x' }, InvalidValueError, 'another form'],
    [{ title: /x/s }, InvalidValueError, 'flags'],
    [{ author: 5 }, InvalidValueError, 'conditions on User'],
    [{ comments: null }, InvalidValueError, 'conditions on Comment'],
    [{ or: { id: 1 } }, InvalidValueError, 'a list of conditions'],
    [5, InvalidValueError, 'filter of Post'],
    [[{ id: 1 }], InvalidValueError, 'filter of Post'],
    [{ meta: { path: 'a', eq: 1 } }, InvalidValueError, 'a path'],
    [{ keywords: { has: 1 } }, InvalidValueError, 'Post.keywords'],
    [{ keywords: [1] }, InvalidValueError, 'Post.keywords'],
    [() => true, InvalidValueError, 'a condition'],
  ])('%j', (filter, kind, message) => {
    expect(() => compileFilter(subjectOf(post), filter)).toThrow(kind);
    expect(() => compileFilter(subjectOf(post), filter)).toThrow(message);
  });

  test.each<[string, unknown]>([
    ['code', 'no-uuid'],
    ['day', '2024-1-1'],
    ['hour', '25'],
    ['big', 5],
    ['local', '2024-01-01'],
    ['bytes', [1]],
    ['level', 3],
    ['flag', 1],
    ['span', 0.5],
    ['ratio', '1'],
  ])('%s: %p', (property, value) => {
    expect(() => compileFilter(subjectOf(sample), { [property]: value })).toThrow(InvalidValueError);
  });

  test('and never shows the value', () => {
    expect(() => compileFilter(subjectOf(post), { views: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
