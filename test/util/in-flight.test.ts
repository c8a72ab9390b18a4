// A few things under way at a time, in order.
import { expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { inFlight } from '../../lib/util/in-flight.js';

test('gives the results in order, with at most so many under way', async () => {
  let [running, most] = [0, 0];
  const results = await inFlight([30, 1, 10, 5], 2, async (milliseconds) => {
    most = Math.max(most, ++running);
    await pause(milliseconds);
    running -= 1;
    return milliseconds;
  });
  expect(results).toEqual([30, 1, 10, 5]);
  expect(most).toBe(2);
});

test('after a failure none is started, and those under way have ended', async () => {
  const ended: number[] = [];
  const work = async (item: number): Promise<number> => {
    await pause(item === 1 ? 1 : 20);
    ended.push(item);
    if (item === 1) throw new Error('the first');
    if (item === 2) throw new Error('the second');
    return item;
  };
  await expect(inFlight([1, 2, 3], 2, work)).rejects.toThrow('the first');
  expect(ended).toEqual([1, 2]);
});
