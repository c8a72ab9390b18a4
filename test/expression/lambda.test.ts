// Lambdas become expressions: goldens of nodes, keys and values, without a database.
import { describe, expect, test } from '@jest/globals';
import { InvalidValueError } from '../../lib/error/invalid-value-error.js';
import { UnknownKeyError } from '../../lib/error/unknown-key-error.js';
import { UnknownLookupError } from '../../lib/error/unknown-lookup-error.js';
import { abs, coalesce, concat, length, lower, now, upper } from '../../lib/expression/functions.js';
import { compileFilter } from '../../lib/expression/filter-compiler.js';
import { subjectOf } from '../../lib/expression/subject.js';
import { createBlog } from '../support/blog-entities.js';
import { condition, lambda, type Row } from '../support/planned.js';

const { post } = createBlog();

describe('a lambda', () => {
  test.each<[(p: Row) => unknown, string, unknown[]]>([
    [(p) => p['views']!.gt!(p['likes']!.times!(2)), 't0.views > (t0.likes times ?0:int):int', [2]],
    [(p) => p['views']!.gt!(1).or!(p['title']!.startsWith!('A')), '(t0.views > ?0:int or t0.title like ?1:text)', [1, 'A%']],
    [(p) => p['views']!.eq!(1).and!(p['likes']!.ne!(2)).not!(), 'not((t0.views = ?0:int and t0.likes <> ?1:int))', [1, 2]],
    [(p) => p['summary']!.eq!(null), 't0.summary is null', []],
    [(p) => p['views']!.between!(1, p['likes']), 't0.views between ?0:int and t0.likes', [1]],
    [(p) => p['price']!.plus!('1.5').gt!(p['views']), '(t0.price plus ?0:decimal):decimal > t0.views', ['1.5']],
    [(p) => p['title']!.contains!(p['summary']), 'contains(anywhere, t0.title, t0.summary)', []],
    [(p) => lower(p['title']).contains('a'), 'lower(t0.title):text like ?0:text', ['%a%']],
    [(p) => coalesce(p['summary'], p['title'], 'x').eq('y'), 'coalesce(t0.summary, t0.title, ?0:text):text = ?1:text', ['x', 'y']],
    [
      (p) => concat(p['title'], '-', upper(p['status'])).eq('a'),
      'concat(t0.title, ?0:text, upper(t0.status):text):text = ?1:text',
      ['-', 'a'],
    ],
    [(p) => length(p['title']).gt(3), 'length(t0.title):int > ?0:int', [3]],
    [(p) => abs(p['views']!.minus!(3)).lt(2), 'abs((t0.views minus ?0:int):int):int < ?1:int', [3, 2]],
    [(p) => p['createdAt']!.lt!(now()), 't0.created_at < now():timestamp', []],
    [(p) => p['createdAt']!.year!().eq!(2024), 'year(t0.created_at:timestamp) = ?0:int', [2024]],
    [(p) => p['meta']!.path!('a', 1).eq!('x'), 't0.meta -> ["a",1] = ?0:json', ['x']],
    [(p) => p['keywords']!.has!('a'), 'has(one, t0.keywords, ?0:string)', ['a']],
    [(p) => p['editor']!['name']!.isNull!(), 'left join users t1 on t0.editor_id = t1.id where t1.name is null', []],
    [(p) => p['author']!['id']!.eq!(1), 't0.author_id = ?0:int', [1]],
    [
      (p) => p['comments']!.some!((c: Row) => c['rating']!.gt!(3)),
      'exists(select 1 from comments t1 where (t1.post_id = t0.id and t1.rating > ?0:int))',
      [3],
    ],
    [
      (p) => p['author']!['posts']!.none!((q: Row) => q['views']!.gt!(3)),
      'not(exists(select 1 from posts t1 where (t1.author_id = t0.author_id and t1.views > ?0:int)))',
      [3],
    ],
  ])('%s', (make, text, values) => {
    expect(condition(post, make)).toEqual([text, values]);
  });

  test('has a key of its structure, without values', () => {
    const key = (make: (p: Row) => unknown): string => compileFilter(subjectOf(post), lambda(make)).key;
    expect(key((p) => p['title']!.eq!('secret'))).toBe(key((p) => p['title']!.eq!('other')));
    expect(key((p) => p['title']!.eq!('secret'))).not.toContain('secret');
    const keys = [
      key((p) => p['views']!.plus!(p['likes']).gt!(1)),
      key((p) => p['views']!.gt!(p['likes']!.plus!(1))),
      key((p) => p['author']!['name']!.eq!('x')),
      key((p) => p['editor']!['name']!.eq!('x')),
      key((p) => p['title']!.eq!(p['summary'])),
      key((p) => p['summary']!.eq!(p['title'])),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('refuses what is not there', () => {
    const run = (make: (p: Row) => unknown) => () => compileFilter(subjectOf(post), lambda(make));
    expect(run((p) => p['titel'])).toThrow(UnknownKeyError);
    expect(run((p) => p['author']!['nam'])).toThrow('User has no "nam"');
    expect(run((p) => p['views']!.contains!('x'))).toThrow(UnknownLookupError);
    expect(run((p) => p['views']!.gt!('x'))).toThrow(InvalidValueError);
    expect(run((p) => p['views'])).toThrow('a condition');
    expect(run((p) => p['views']!.eq!(1).and!(5))).toThrow('a condition');
    expect(run((p) => p['views']!.gt!(undefined))).toThrow('undefined');
  });
});
