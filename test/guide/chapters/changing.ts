// The chapter about changes of the rows that a query keeps.
import { concat } from 'oxyde';
import { Status } from '../model.js';
import type { Chapter } from './chapter.js';

export const changes: Chapter = {
  title: 'Changing the rows of a query',
  text: 'One statement for all of them; it gives the number of rows. A change without a condition is refused unless `unfiltered()` says that it is meant.',
  examples: [
    {
      title: 'update',
      text: 'Values, and lambdas that compute them from the row itself.',
      run: ({ posts }) =>
        posts.filter({ id: 3 }).update({ status: Status.Published, title: (p) => concat('Draft: ', p.title), summary: null }),
    },
    {
      title: 'update with returning',
      text: 'The changed rows. MySQL and MariaDB read them in the same transaction.',
      run: ({ posts }) => posts.filter({ author: { name: 'Cy' } }).update({ title: (p) => concat(p.title, '!') }, { returning: true }),
    },
    {
      title: 'increment',
      text: 'Adds to a number; 1 unless it says how much.',
      run: ({ posts }) => posts.filter({ id: { in: [1, 2] } }).increment('likes', 5),
    },
    {
      title: 'delete',
      text: 'Conditions may follow relations.',
      run: ({ comments }) => comments.filter({ hidden: true, post: { author: { name: 'Ada' } } }).delete(),
    },
    {
      title: 'unfiltered',
      text: 'All rows.',
      run: ({ comments }) => comments.unfiltered().update({ hidden: false }),
    },
  ],
};
