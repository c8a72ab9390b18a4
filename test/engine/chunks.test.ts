// Rows are cut into parts that fit into one statement each.
import { expect, test } from '@jest/globals';
import { chunked } from '../../lib/engine/chunks.js';

const rows = (count: number, value: unknown = 1): unknown[][] => Array.from({ length: count }, () => [value]);
const sizes = (chunks: readonly (readonly unknown[])[]): number[] => chunks.map((chunk) => chunk.length);

test('few rows stay together', () => {
  expect(sizes(chunked(rows(1), { columns: 1, maxParameters: 10 }))).toEqual([1]);
  expect(sizes(chunked(rows(10), { columns: 1, maxParameters: 10 }))).toEqual([10]);
});

test('a statement takes no more parameters than the server does', () => {
  expect(sizes(chunked(rows(25), { columns: 1, maxParameters: 10 }))).toEqual([10, 10, 5]);
  expect(sizes(chunked(rows(3), { columns: 7, maxParameters: 10 }))).toEqual([1, 1, 1]);
});

test('large values go into statements of their own', () => {
  expect(sizes(chunked(rows(3, 'x'.repeat(3_000_000)), { columns: 1, maxParameters: 100 }))).toEqual([1, 1, 1]);
  expect(sizes(chunked(rows(3, { text: ['x'.repeat(3_000_000)] }), { columns: 1, maxParameters: 100 }))).toEqual([1, 1, 1]);
  expect(sizes(chunked(rows(5, new Uint8Array(1_500_000)), { columns: 1, maxParameters: 100 }))).toEqual([2, 2, 1]);
});

test('rows without values cannot share a statement', () => {
  expect(sizes(chunked([[], [], []], { columns: 0, maxParameters: 100 }))).toEqual([1, 1, 1]);
});
