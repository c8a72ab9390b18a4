// The chapters about queries inside queries: subqueries, set operations, common table expressions, joined queries.
import { count, cte, exists, max, recursive, subquery, value } from 'oxyde';
import { Status } from '../model.js';
import type { Chapter } from './chapter.js';

export const subqueries: Chapter = {
  title: 'Subqueries and outer rows',
  text: 'A query inside an expression. Its lambdas may read the rows of the lambdas around it: that is how the two are tied.',
  examples: [
    {
      title: 'One value of each row: subquery',
      text: 'The first row of the inner query; NULL when there is none.',
      run: ({ posts, comments }) =>
        posts
          .annotate((p) => ({
            newest: subquery(
              comments
                .filter((c) => c.postId.eq(p.id))
                .orderBy('-writtenAt')
                .valuesList('text'),
            ),
          }))
          .orderBy('id')
          .values('id', 'newest'),
    },
    {
      title: 'Compared with a value of another query',
      text: 'An inner query that reads no outer row is a constant to the database.',
      run: ({ posts }) => posts.filter((p) => p.views.eq(subquery(posts.filter({ authorId: 1 }).orderBy('-views').valuesList('views')))),
    },
    {
      title: 'in',
      text: 'A list that a query gives; `notIn` is what it leaves.',
      run: ({ posts, comments }) => posts.filter((p) => p.id.in(comments.filter({ rating: 5 }).valuesList('postId'))),
    },
  ],
};

export const existence: Chapter = {
  title: 'Exists',
  text: 'Whether a query has rows. `some` of a relation is shorter; `exists` knows any two entities.',
  examples: [
    {
      title: 'exists',
      text: 'Users who commented on a post of somebody else.',
      run: ({ users, comments }) => users.filter((u) => exists(comments.filter((c) => c.authorId.eq(u.id).and(c.post.authorId.ne(u.id))))),
    },
    {
      title: 'Of the same entity',
      text: 'The first post of each author: there is none by the same author before it.',
      run: ({ posts }) => posts.filter((p) => exists(posts.filter((other) => other.authorId.eq(p.authorId).and(other.id.lt(p.id)))).not()),
    },
  ],
};

export const sets: Chapter = {
  title: 'Set operations',
  text: 'Both sides give rows of the same type. What follows is asked of the whole.',
  examples: [
    {
      title: 'union',
      text: 'The rows of both, each once. Entities stay instances, and may be joined.',
      run: ({ posts }) =>
        posts
          .filter({ views: { gt: 100 } })
          .union(posts.filter({ author: { name: 'Ada' } }))
          .orderBy('-views'),
    },
    {
      title: 'unionAll',
      text: 'Of different entities, as values. Equal rows stay.',
      run: ({ users, tags }) =>
        users
          .values((u) => ({ kind: value('user'), name: u.name }))
          .unionAll(tags.values((t) => ({ kind: value('tag'), name: t.name })))
          .orderBy('name')
          .limit(4),
    },
    {
      title: 'intersect',
      text: 'The rows that both have.',
      run: ({ posts, comments }) => posts.valuesList('authorId').intersect(comments.valuesList('authorId')),
    },
    {
      title: 'except',
      text: 'The rows that the other has not; limits of a side stay its own.',
      run: ({ posts }) => posts.valuesList('id').except(posts.orderBy('-views', 'id').limit(2).valuesList('id')),
    },
  ],
};

export const distinctOn: Chapter = {
  title: 'The first row of each: distinctOn',
  text: 'Keeps the first row, in the order of the query, for each of these values. PostgreSQL has it; elsewhere it is a window.',
  examples: [
    {
      title: 'distinctOn',
      text: 'The most read post of each author.',
      run: ({ posts }) => posts.distinctOn('authorId').orderBy('authorId', '-views'),
    },
    {
      title: 'By an expression',
      text: 'The same of a lambda.',
      run: ({ posts }) =>
        posts
          .filter({ status: Status.Published })
          .distinctOn((p) => p.publishedAt.year())
          .orderBy((p) => [p.publishedAt.year(), p.publishedAt]),
    },
  ],
};

export const tables: Chapter = {
  title: 'Common table expressions',
  text: 'A query by name before the statement: computed once, however often it is read, and a query like any other.',
  examples: [
    {
      title: 'cte',
      text: 'Read twice: posts of authors who have a popular one.',
      run: ({ posts }) => {
        const popular = cte('popular', posts.filter({ views: { gte: 100 } }));
        return posts.filter((p) => exists(popular.filter((other) => other.authorId.eq(p.authorId)))).orderBy('id');
      },
    },
    {
      title: 'recursive: down a tree',
      text: 'It begins with the first rows and adds those that the step makes of the rows found so far.',
      run: ({ categories }) => {
        const roots = categories.filter({ parentId: null }).values((c) => ({ id: c.id, name: c.name, depth: value(0) }));
        const tree = recursive('tree', roots, (found) =>
          categories
            .joinQuery('up', found, (category, up) => category.parentId.eq(up.id))
            .values((c) => ({ id: c.id, name: c.name, depth: c.up.depth.plus(1) })),
        );
        return tree.orderBy('depth', 'name');
      },
    },
    {
      title: 'recursive: up a tree',
      text: 'From one row to its root, as instances.',
      run: ({ categories }) => {
        const path = recursive('path', categories.filter({ name: 'SQL' }), (found) =>
          categories.joinQuery('below', found, (category, below) => category.id.eq(below.parentId)),
        );
        return path.orderBy('id').valuesList('name');
      },
    },
  ],
};

export const joined: Chapter = {
  title: 'Joined queries',
  text: 'Joins the rows of another query, which expressions read by its name: groups beside rows, or entities that no relation ties.',
  examples: [
    {
      title: 'joinQuery',
      text: 'With `type: left`, rows without a partner stay; what they read of it is NULL.',
      run: ({ posts, comments }) => {
        const totals = comments.groupBy('postId').aggregate((c) => ({ comments: count(), best: max(c.rating) }));
        return posts
          .joinQuery('totals', totals, (p, t) => p.id.eq(t.postId), { type: 'left' })
          .orderBy('id')
          .values((p) => ({ title: p.title, comments: p.totals.comments, best: p.totals.best }));
      },
    },
    {
      title: 'As a condition',
      text: 'An inner join keeps rows that have a partner; the rows stay instances.',
      run: ({ posts, users }) =>
        posts
          .joinQuery('reader', users.filter({ company: { name: 'Bolt' } }), (p, reader) => p.authorId.eq(reader.bossId))
          .filter((p) => p.reader.active),
    },
    {
      title: 'joinLateral',
      text: 'A query of its own for each row: the newest two comments of each post. For PostgreSQL and MySQL 8; the page was made with MariaDB, which has none.',
      run: ({ posts, comments }) =>
        posts
          .joinLateral('newest', (p) =>
            comments
              .filter((c) => c.postId.eq(p.id))
              .orderBy('-writtenAt')
              .limit(2)
              .values('text', 'writtenAt'),
          )
          .orderBy((p) => [p.id, p.newest.writtenAt.desc()])
          .values((p) => ({ title: p.title, comment: p.newest.text })),
    },
  ],
};
