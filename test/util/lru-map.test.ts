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
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  });

  test('behaves as a list of uses would, whatever is done', () => {
    const held = new Set<number>();
    const map = new LruMap<number, number>(5, (_value, key) => held.delete(key));
    let uses: number[] = [];
    const use = (key: number): void => void (uses = [key, ...uses.filter((other) => other !== key)].slice(0, 5));
    let seed = 1;
    for (let step = 0; step < 2_000; step++) {
      seed = (seed * 48_271) % 2_147_483_647;
      const key = seed % 9;
      if (seed % 2 === 0) {
        map.set(key, step);
        held.add(key);
        use(key);
      } else if (map.get(key) !== undefined) use(key);
      expect([...held].sort()).toEqual(uses.toSorted());
    }
    expect(uses.every((key) => map.get(key) !== undefined)).toBe(true);
  });

  test('holds one at least', () => {
    const map = new LruMap<string, number>(0);
    map.set('a', 1);
    map.set('a', 2);
    expect(map.get('a')).toBe(2);
    map.set('b', 3);
    expect([map.get('a'), map.get('b')]).toEqual([undefined, 3]);
  });
});
