// Entity files that import each other, as a program has them: brands are imported as values, classes are named by functions.
import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { Post } from '../types/entities/post.js';

const registry = new EntityRegistry([Post]);

test('resolve whatever is loaded first', () => {
  const names = ['Comment', 'Company', 'Post', 'PostTag', 'Tag', 'User'];
  expect(registry.entities.map(({ name }) => name).toSorted()).toEqual(names);
  expect([...registry.metadataOf(Post).relationOf.keys()]).toEqual(['author', 'editor', 'comments', 'tags']);
});

test('say of a branded property what all compilers say: Object', () => {
  expect(Reflect.getMetadata('design:type', Post.prototype, 'id')).toBe(Object);
  expect(Reflect.getMetadata('design:type', Post.prototype, 'author')).toBe(Object);
});
