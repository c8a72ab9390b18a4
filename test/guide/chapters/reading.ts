// The chapters about what is read: order, pages, relations, values, locks.
import { concat } from 'oxyde';
import { Status } from '../model.js';
import type { Chapter } from './chapter.js';

export const ordering: Chapter = {
  title: 'Ordering',
  text: '`orderBy` takes names, paths and lambdas; a second call replaces the first. NULL is the greatest value on every database.',
  examples: [
    {
      title: 'By properties',
      text: 'A minus descends.',
      run: ({ posts }) => posts.orderBy('-views', 'title'),
    },
    {
      title: 'By a column of a to-one relation',
      text: 'A path of one step; longer ones are written as lambdas.',
      run: ({ posts }) => posts.orderBy('author.name', '-id'),
    },
    {
      title: 'By expressions',
      text: 'An expression alone ascends; `nulls` says where NULL goes.',
      run: ({ posts }) => posts.orderBy((p) => [p.summary.desc({ nulls: 'last' }), p.author.company.name, p.views.minus(p.likes).desc()]),
    },
  ],
};

export const paging: Chapter = {
  title: 'Paging',
  text: 'Order by something unique at last, or pages overlap.',
  examples: [
    {
      title: 'limit and offset',
      text: 'The rows from one place on.',
      run: ({ posts }) => posts.orderBy('-views', 'id').limit(2).offset(1),
    },
    {
      title: 'A page and the number of all rows',
      text: '`paginate` runs both statements side by side.',
      run: ({ posts }) => posts.orderBy('-views', 'id').values('id', 'title').paginate({ page: 2, size: 2 }),
    },
    {
      title: 'first and last',
      text: 'By primary key unless the query has an order; null when there is no row.',
      run: ({ posts }) => posts.filter({ views: { gt: 0 } }).last(),
    },
    {
      title: 'get and getOrNull',
      text: 'The only row, by its key or by what is filtered; more than one is an error, and for `get` none is, too.',
      run: ({ posts }) => posts.filter({ author: { name: 'Cy' } }).get(),
    },
    {
      title: 'count and exists',
      text: 'Only a number comes back. `exists()` is asked in the same way.',
      run: ({ posts }) => posts.filter({ comments: { rating: 5 } }).count(),
    },
    {
      title: 'distinct',
      text: 'Leaves out rows that are equal in all that is selected.',
      run: ({ posts }) => posts.orderBy('authorId').valuesList('authorId').distinct(),
    },
  ],
};

export const large: Chapter = {
  title: 'Large results and limits of time',
  text: 'Pages by keys, rows as they come, parts; and what stops a query that takes too long.',
  examples: [
    {
      title: 'cursor: pages by keys',
      text: 'The rows after the place of a token, whatever was added or removed before it. The primary key is added to the order; tokens are `next` and `previous`.',
      run: async ({ posts }) => {
        const byViews = posts.orderBy('-views').values('id', 'title');
        const first = await byViews.cursor({ size: 2 });
        const second = await byViews.cursor({ size: 2, after: first.next });
        return second.items;
      },
    },
    {
      title: 'stream: rows as they come',
      text: 'For results that are too large to be held.',
      run: async ({ posts }) => {
        const titles: string[] = [];
        for await (const post of posts.orderBy('id').stream()) titles.push(post.title);
        return titles;
      },
    },
    {
      title: 'chunked: parts',
      text: 'Each part is read by a statement of its own, with what is prefetched.',
      run: async ({ posts }) => {
        const sizes: number[] = [];
        for await (const part of posts.prefetch({ comments: true }).chunked(2)) sizes.push(part.length);
        return sizes;
      },
    },
    {
      title: 'timeout and signal',
      text: 'Each statement is stopped on the server when it takes longer, or when the signal is aborted.',
      run: ({ posts }) => posts.filter({ id: 1 }).valuesList('title').timeout(2_000).signal(AbortSignal.timeout(5_000)),
    },
  ],
};

export const loading: Chapter = {
  title: 'Loading relations',
  text: 'Nothing is loaded unless it is named, and the type of the rows says what is. `join` loads to-one relations in the same statement, `prefetch` any relation with one statement per level, whatever the number of rows.',
  examples: [
    {
      title: 'join',
      text: 'Nested as deep as you like. A nullable relation that leads to none is null.',
      run: ({ posts }) => posts.filter({ id: { lte: 2 } }).join({ author: { company: true }, editor: true }),
    },
    {
      title: 'prefetch',
      text: 'The first statement is shown; two more read the comments and the tags of all its rows. `comments: true` is enough where order does not matter.',
      run: ({ posts }) => posts.filter({ id: { lte: 2 } }).prefetch({ comments: { orderBy: 'id' }, tags: { orderBy: 'id' } }),
    },
    {
      title: 'prefetch with a filter, an order and a limit for each parent',
      text: 'The best two comments of each post, with their authors.',
      run: ({ posts }) =>
        posts.orderBy('id').prefetch({
          comments: { filter: { hidden: false }, orderBy: ['-rating', 'id'], limit: 2, join: { author: true } },
        }),
    },
    {
      title: 'Both, over several levels',
      text: 'A to-one relation can be prefetched, too, to reach what lies behind it.',
      run: ({ users }) =>
        users
          .filter({ posts: { comments: { rating: 5 } } })
          .join({ company: true })
          .prefetch({ posts: { orderBy: 'id', prefetch: { comments: { filter: { rating: 5 }, orderBy: 'id' } } } }),
    },
  ],
};

export const values: Chapter = {
  title: 'Values',
  text: 'Plain objects or single values instead of instances: only what is named is read.',
  examples: [
    {
      title: 'By names',
      text: 'Objects of these properties.',
      run: ({ posts }) => posts.orderBy('id').values('id', 'title'),
    },
    {
      title: 'By a lambda',
      text: 'Names and expressions of your own, over relations, too.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          label: concat(p.title, ' by ', p.author.name),
          editor: p.editor.name,
          ratio: p.views.dividedBy(p.likes),
        })),
    },
    {
      title: 'One value of each row',
      text: 'A list of values instead of objects.',
      run: ({ posts }) => posts.orderBy('id').valuesList('title'),
    },
    {
      title: 'One expression of each row',
      text: 'The same of a lambda.',
      run: ({ posts }) => posts.orderBy('id').valuesList((p) => p.views.plus(p.likes)),
    },
  ],
};

export const locks: Chapter = {
  title: 'Locks',
  text: 'Inside a transaction. SQLite knows no locks of rows: there a plain lock is left out, for one writer has the database alone, and other ones are refused.',
  examples: [
    {
      title: 'forUpdate',
      text: 'Nobody else changes or locks the rows until the transaction ends.',
      run: ({ posts }) => posts.filter({ id: 1 }).forUpdate(),
    },
    {
      title: 'skipLocked and nowait',
      text: 'Leave out rows that others hold, or fail at once: a queue of work takes what is free.',
      run: ({ posts }) => posts.filter({ status: Status.Draft }).orderBy('id').limit(1).forUpdate({ skipLocked: true }),
    },
    {
      title: 'forShare',
      text: 'Others may read and share, not change.',
      run: ({ users }) => users.filter({ id: 1 }).forShare({ nowait: true }),
    },
  ],
};

export const comments: Chapter = {
  title: 'Comments',
  text: 'A comment before the SQL, for the logs of the server. It is part of the prepared statement: name the place in the program, nothing that changes.',
  examples: [
    {
      title: 'comment',
      text: 'What could end the comment is made harmless.',
      run: ({ posts }) => posts.filter({ id: 1 }).valuesList('title').comment('front page'),
    },
  ],
};
