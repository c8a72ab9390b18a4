// Properties become an object's own, past accessors of its prototype.
import { expect, test } from '@jest/globals';
import { propertyDefiner } from '../../lib/util/property-definer.js';

class Guarded {
  get children(): never {
    throw new Error('not loaded');
  }
}

test('a defined property hides the accessor and can be changed', () => {
  const define = propertyDefiner('children');
  const first = new Guarded() as { children: unknown };
  const second = new Guarded() as { children: unknown };
  define(first, [1]);
  define(second, [2]);
  define(first, [3]);
  expect([first.children, second.children]).toEqual([[3], [2]]);
  first.children = [4];
  expect(Object.getOwnPropertyDescriptor(first, 'children')).toEqual({ value: [4], writable: true, enumerable: true, configurable: true });
  expect(() => (new Guarded() as { children: unknown }).children).toThrow('not loaded');
});
