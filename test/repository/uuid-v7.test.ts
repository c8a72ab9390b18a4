// UUIDs of version 7.
import { expect, test } from '@jest/globals';
import { uuidV7 } from '../../lib/repository/uuid-v7.js';

test('a UUID begins with its time and says version 7 and variant 10', () => {
  const uuid = uuidV7(new Date('2026-11-24T12:00:00.123Z'));
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-24T12:00:00.123Z'));
});

test('no two are equal', () => {
  const now = new Date();
  expect(new Set(Array.from({ length: 10_000 }, () => uuidV7(now))).size).toBe(10_000);
});
