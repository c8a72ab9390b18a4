// snake_case names of classes and properties.
import { expect, test } from '@jest/globals';
import { snakeCase } from '../../lib/entity/naming-strategy.js';

test.each([
  ['User', 'user'],
  ['BlogPost', 'blog_post'],
  ['HTTPServer', 'http_server'],
  ['OAuth2Token', 'o_auth2_token'],
  ['authorId', 'author_id'],
  ['lineItem2Id', 'line_item2_id'],
  ['userURL', 'user_url'],
  ['already_snake', 'already_snake'],
  ['x', 'x'],
])('%s becomes %s', (name, stored) => {
  expect(snakeCase.column(name)).toBe(stored);
  expect(snakeCase.table(name)).toBe(stored);
});
