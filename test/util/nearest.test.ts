// The word that was probably meant.
import { expect, test } from '@jest/globals';
import { nearest } from '../../lib/util/nearest.js';

const words = ['title', 'summary', 'createdAt', 'id', 'authorId'];

test.each([
  ['titel', 'title'],
  ['Title', 'title'],
  ['createdAtt', 'createdAt'],
  ['created_at', 'createdAt'],
  ['autorId', 'authorId'],
  ['di', 'id'],
  ['sumary', 'summary'],
  ['xyzzy', undefined],
  ['', undefined],
])('of %p is %p', (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

test('of a word that nobody mistypes is nothing, at once', () => {
  expect(nearest('title'.repeat(100_000), words)).toBeUndefined();
});

test('of nothing is nothing', () => {
  expect(nearest('title', [])).toBeUndefined();
});
