// Kinds of values told apart.
// oxlint-disable unicorn/no-thenable -- thenables are what is asked about.
import { expect, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { isPlainObject, isPromiseLike } from '../../lib/util/guards.js';

test('plain objects are those of literals, from whatever realm', () => {
  expect([{}, Object.create(null), runInNewContext('({})')].every(isPlainObject)).toBe(true);
  expect([null, undefined, [], new Date(), new Map(), 'x', 5, () => 1, new (class A {})()].some(isPlainObject)).toBe(false);
});

test('promise-like is what await waits for', () => {
  const thenable = { ['then']: () => undefined };
  expect([Promise.resolve(), thenable].every(isPromiseLike)).toBe(true);
  expect([null, undefined, 5, {}, { ['then']: 1 }].some(isPromiseLike)).toBe(false);
});
