// What errors say: facts as properties, a message of fact, remedy and page, the caller's stack.
import { describe, expect, test } from '@jest/globals';
import type { ValidationError } from 'class-validator';
import { ConfigurationError } from '../../lib/error/configuration-error.js';
import { DeadlockError } from '../../lib/error/conflict-errors.js';
import { UniqueViolationError } from '../../lib/error/constraint-errors.js';
import { DatabaseError } from '../../lib/error/database-error.js';
import { fromNative } from '../../lib/error/from-native.js';
import { InternalError } from '../../lib/error/internal-error.js';
import { InvalidOptionsError } from '../../lib/error/invalid-options-error.js';
import { InvalidValueError } from '../../lib/error/invalid-value-error.js';
import { isWorthRetrying } from '../../lib/error/is-worth-retrying.js';
import { OxydeError } from '../../lib/error/oxyde-error.js';
import { QueryError } from '../../lib/error/query-error.js';
import { UnknownKeyError } from '../../lib/error/unknown-key-error.js';
import { UnsupportedError } from '../../lib/error/unsupported-error.js';
import { ValidationFailedError } from '../../lib/error/validation-failed-error.js';
import { errorKinds } from '../../lib/wire/tags.js';

const duplicate = {
  kind: 'uniqueViolation',
  message: 'duplicate key value violates unique constraint "user_email_key"',
  code: '23505',
  table: 'user',
  constraint: 'user_email_key',
  isRetrySafe: true,
};

describe('an error of the database', () => {
  test('has the class and the facts of its kind', () => {
    const error = fromNative(duplicate, { entity: 'User' });
    expect(error).toBeInstanceOf(UniqueViolationError);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toBeInstanceOf(OxydeError);
    expect(error).toMatchObject({ code: 'OXY-D001', databaseCode: '23505', sqlState: '23505', entity: 'User', table: 'user' });
    expect(error).toMatchObject({ constraint: 'user_email_key', isRetrySafe: true, retryable: false, column: undefined });
  });

  test('says the fact, the remedy and the page', () => {
    expect(fromNative(duplicate).message).toBe(
      'A row with the same unique values exists already: duplicate key value violates unique constraint "user_email_key" [23505]. ' +
        'Use other values, or change the existing row. See docs/errors/OXY-D001.md.',
    );
  });

  test.each(errorKinds)('has a class for the kind %s', (kind) => {
    const error = fromNative({ kind, message: 'it went wrong' });
    expect(error).toBeInstanceOf(OxydeError);
    expect(error.constructor === DatabaseError).toBe(kind === 'database');
    expect(error instanceof InternalError).toBe(['internal', 'unknownPlan'].includes(kind));
  });

  test('of an unknown kind is an internal one', () => {
    expect(fromNative({ kind: 'constructor', message: 'x' })).toBeInstanceOf(InternalError);
  });

  test('of the dialect or the options is no DatabaseError', () => {
    expect(fromNative({ kind: 'unsupported', message: 'no row locks' })).toBeInstanceOf(UnsupportedError);
    expect(fromNative({ kind: 'invalidOptions', message: 'no such scheme' })).toBeInstanceOf(InvalidOptionsError);
  });

  test('of a conflict is worth retrying', () => {
    const kinds = errorKinds.filter((kind) => isWorthRetrying(fromNative({ kind, message: '' })));
    expect(kinds).toEqual(['serializationFailure', 'deadlock', 'lockTimeout', 'busy']);
    expect(isWorthRetrying(new Error('x'))).toBe(false);
  });
});

describe('any error', () => {
  test('has its own name, not enumerable', () => {
    const error = fromNative({ kind: 'deadlock', message: 'x' });
    expect(error.name).toBe('DeadlockError');
    expect(Object.keys(error)).not.toContain('name');
    expect(error.stack).toMatch(/^DeadlockError: |^Error: /);
  });

  test('takes the stack of its caller when one was kept', () => {
    const caller = new Error('kept');
    const error = new DeadlockError({ message: 'x' }, { caller });
    expect(error.stack?.split('\n').slice(1)).toEqual(caller.stack?.split('\n').slice(1));
    expect(error.stack).toMatch(/^DeadlockError: The transaction/);
  });

  test('keeps the original as its cause', () => {
    const cause = new Error('socket');
    expect(fromNative({ kind: 'connectionLost', message: 'x' }, { cause }).cause).toBe(cause);
    expect('cause' in fromNative(duplicate)).toBe(false);
  });

  test('is plain data for a log, without stack and cause', () => {
    const json: unknown = JSON.parse(JSON.stringify(fromNative(duplicate, { cause: new Error('x') })));
    expect(json).toMatchObject({ name: 'UniqueViolationError', code: 'OXY-D001', table: 'user' });
    expect(json).not.toHaveProperty('cause');
    expect(json).not.toHaveProperty('stack');
  });

  test('of a class of a user keeps the code', () => {
    class MyError extends UniqueViolationError {}
    expect(new MyError({ message: 'x' })).toMatchObject({ code: 'OXY-D001', name: 'MyError' });
  });
});

describe('errors of queries', () => {
  test('name the key that was probably meant', () => {
    const error = new UnknownKeyError({ entity: 'Post', key: 'titel', known: ['id', 'title'] });
    expect(error).toBeInstanceOf(QueryError);
    expect(error.message).toBe('Post has no "titel". Did you mean "title"? See docs/errors/OXY-Q001.md.');
  });

  test('list the keys when none is similar', () => {
    expect(new UnknownKeyError({ entity: 'Post', key: 'xyzzy', known: ['id', 'title'] }).message).toContain('Use one of id, title.');
  });

  test('repeat only the beginning of a long key', () => {
    expect(new UnknownKeyError({ entity: 'Post', key: 'x'.repeat(500), known: [] }).message.length).toBeLessThan(150);
  });

  test('name entity and property of a label', () => {
    const facts = { kind: 'int', expected: 'a number', reason: 'it is a string' };
    expect(new InvalidValueError({ label: 'Post.views', ...facts })).toMatchObject({ entity: 'Post', property: 'views', kind: 'int' });
    expect(new InvalidValueError({ label: 'filter of Post', ...facts }).entity).toBeUndefined();
  });
});

describe('errors of configuration', () => {
  const first = { entity: 'Post', property: 'author', fact: 'it points nowhere.', remedy: 'Name an entity.' };

  test('say one problem in one line', () => {
    expect(new ConfigurationError(first).message).toBe('Post.author: it points nowhere. Name an entity. See docs/errors/OXY-C001.md.');
  });

  test('list several problems', () => {
    const error = new ConfigurationError([first, { ...first, property: 'editor' }]);
    expect(error.message).toContain('2 problems were found.\n  - Post.author: it points nowhere. Name an entity.\n  - Post.editor:');
    expect(error.problems).toHaveLength(2);
  });
});

test('a failed validation lists its messages, nested ones with their path', () => {
  const errors = [
    { property: 'name', constraints: { isString: 'name must be a string' } },
    { property: 'meta', children: [{ property: 'lang', constraints: { isString: 'lang must be a string' } }] },
  ] as ValidationError[];
  const error = new ValidationFailedError({ entity: 'User', errors });
  expect(error.messages).toEqual(['name must be a string', 'meta.lang must be a string']);
  expect(error.message).toContain('The input for User is not valid: name must be a string; meta.lang must be a string.');
});
