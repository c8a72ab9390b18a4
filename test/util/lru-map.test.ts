// The map that forgets what was used longest ago.
import { describe, expect, test } from '@jest/globals';
import { LruMap } from '../../lib/util/lru-map.js';

describe('an LRU map', () => {
  test('forgets what was used longest ago, and tells', () => {
    const forgotten: string[] = [];
    const map = new LruMap<string, number>(2, (_value, key) => forgotten.push(key));
    map.set('a', 1);
    map.set('b', 2);
    expect(map.get('a')).toBe(1);
    map.set('c', 3);
    expect(forgotten).toEqual(['b']);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });

  test('behaves as a list of uses would, whatever is done', () => {
    const map = new LruMap<number, number>(5);
    let uses: number[] = [];
    const use = (key: number): void => void (uses = [key, ...uses.filter((other) => other !== key)].slice(0, 5));
    let seed = 1;
    for (let step = 0; step < 2_000; step++) {
      seed = (seed * 48_271) % 2_147_483_647;
      const key = seed % 9;
      if (seed % 2 === 0) {
        map.set(key, step);
        use(key);
      } else if (map.get(key) !== undefined) use(key);
      expect([...map.values()]).toHaveLength(uses.length);
    }
    expect(uses.every((key) => map.get(key) !== undefined)).toBe(true);
  });

  test('holds one at least, and can be emptied', () => {
    const map = new LruMap<string, number>(0);
    map.set('a', 1);
    map.set('a', 2);
    expect([map.get('a'), map.size]).toEqual([2, 1]);
    map.clear();
    expect([map.get('a'), map.size]).toEqual([undefined, 0]);
    map.set('b', 3);
    expect(map.get('b')).toBe(3);
  });
});
