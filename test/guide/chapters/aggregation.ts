// The chapters about many rows at once: annotations, aggregates, groups, windows.
import {
  avg,
  cumeDist,
  denseRank,
  count,
  firstValue,
  lag,
  lastValue,
  lead,
  max,
  min,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
  sum,
  coalesce,
  truncate,
} from 'oxyde';
import { Status } from '../model.js';
import type { Chapter } from './chapter.js';

export const annotations: Chapter = {
  title: 'Annotations',
  text: '`annotate` adds named expressions to the rows. What follows may name them: `filter`, `orderBy`, `values`, further annotations.',
  examples: [
    {
      title: 'annotate',
      text: 'The rows stay instances of their class, with one more property each.',
      run: ({ posts }) =>
        posts
          .annotate((p) => ({ reactions: p.views.plus(p.likes) }))
          .filter({ reactions: { gte: 84 } })
          .orderBy('-reactions'),
    },
    {
      title: 'On top of each other',
      text: 'A name that the row has already is refused by the compiler.',
      run: ({ posts }) =>
        posts
          .annotate((p) => ({ reactions: p.views.plus(p.likes) }))
          .annotate((p) => ({ double: p.reactions.times(2) }))
          .orderBy('id')
          .values('id', 'double'),
    },
  ],
};

export const aggregates: Chapter = {
  title: 'Aggregates of related rows',
  text: 'Each is a subquery of its own, so that two of them never multiply each other.',
  examples: [
    {
      title: 'count',
      text: 'With a filter, if you like; the lambda is one over the related rows.',
      run: ({ posts }) =>
        posts
          .annotate((p) => ({
            all: count(p.comments),
            open: count(p.comments, { filter: (c) => c.hidden.eq(false) }),
            tagged: count(p.tags),
          }))
          .orderBy('-all', 'id')
          .values('id', 'all', 'open', 'tagged'),
    },
    {
      title: 'sum, avg, min, max',
      text: 'The second argument says of what. They are null where there are no values.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          sum: sum(p.comments, (c) => c.rating),
          mean: avg(p.comments, (c) => c.rating),
          last: max(p.comments, (c) => c.writtenAt),
          first: min(p.comments, (c) => c.text),
        })),
    },
    {
      title: 'In conditions and orders',
      text: 'They are expressions.',
      run: ({ users }) =>
        users
          .filter((u) => count(u.posts).gte(1))
          .orderBy((u) =>
            coalesce(
              sum(u.posts, (p) => p.views),
              0,
            ).desc(),
          ),
    },
  ],
};

export const groups: Chapter = {
  title: 'Groups',
  text: '`groupBy` names what rows have in common, `aggregate` what is given of each group. What follows is asked of the groups: `filter` is HAVING.',
  examples: [
    {
      title: 'groupBy',
      text: 'By names.',
      run: ({ posts }) =>
        posts
          .groupBy('status')
          .aggregate((p) => ({ posts: count(), views: sum(p.views), authors: count(p.authorId, { distinct: true }) }))
          .orderBy('status'),
    },
    {
      title: 'By expressions',
      text: 'A lambda groups by what it names: columns of relations, months, branches.',
      run: ({ posts }) =>
        posts
          .filter({ status: Status.Published })
          .groupBy((p) => ({ month: truncate(p.publishedAt, 'month'), company: p.author.company.name }))
          .aggregate((p) => ({ posts: count(), best: max(p.likes) }))
          .orderBy('month', 'company'),
    },
    {
      title: 'having',
      text: 'Conditions before `groupBy` are of rows, those after `aggregate` of groups.',
      run: ({ posts }) =>
        posts
          .filter({ views: { gt: 0 } })
          .groupBy('authorId')
          .aggregate((p) => ({ posts: count(), views: sum(p.views) }))
          .filter({ posts: { gt: 1 } })
          .orderBy('-views'),
    },
    {
      title: 'Aggregates with a condition',
      text: 'Only these rows count.',
      run: ({ comments }) =>
        comments
          .groupBy('postId')
          .aggregate((c) => ({ all: count(), good: count({ filter: c.rating.gte(4) }), mean: avg(c.rating) }))
          .orderBy('postId'),
    },
    {
      title: 'Everything as one group',
      text: 'One object; null where there is no value.',
      run: ({ posts }) => posts.aggregate((p) => ({ posts: count(), views: sum(p.views), mean: avg(p.likes), last: max(p.publishedAt) })),
    },
    {
      title: 'One number: sum, avg, min, max',
      text: 'Of a property, or of an expression.',
      run: ({ posts }) => posts.filter({ author: { name: 'Ada' } }).sum((p) => p.views.plus(p.likes)),
    },
  ],
};

export const windows: Chapter = {
  title: 'Windows',
  text: 'Values over the rows around a row, while all rows stay. They may be filtered by: the query is then asked of their values. On MariaDB, `RAND() < -1`, the same in all rows, keeps windows apart whose rows it would otherwise mix up.',
  examples: [
    {
      title: 'Places: rowNumber, rank, denseRank',
      text: 'Rows of the same order share a rank.',
      run: ({ posts }) =>
        posts.orderBy('-views', 'id').values((p) => ({
          title: p.title,
          row: rowNumber().over({ orderBy: [p.views.desc(), p.id] }),
          rank: rank().over({ orderBy: p.views.desc() }),
          dense: denseRank().over({ orderBy: p.views.desc() }),
        })),
    },
    {
      title: 'The best of each: a filter over a window',
      text: 'The most read post of each author. `limit` of a prefetch does the same for loaded relations.',
      run: ({ posts }) =>
        posts
          .annotate((p) => ({ place: rowNumber().over({ partitionBy: p.authorId, orderBy: p.views.desc() }) }))
          .filter({ place: 1 })
          .orderBy('authorId'),
    },
    {
      title: 'Shares: percentRank, cumeDist, ntile',
      text: 'From 0 to 1, and parts of about the same size.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          percent: percentRank().over({ orderBy: p.views }),
          share: cumeDist().over({ orderBy: p.views }),
          half: ntile(2).over({ orderBy: [p.views, p.id] }),
        })),
    },
    {
      title: 'Neighbours: lag, lead',
      text: 'The value of a row before or after; a third argument stands where there is none.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          views: p.views,
          before: lag(p.views).over({ orderBy: p.id }),
          after: lead(p.views, 1, 0).over({ orderBy: p.id }),
        })),
    },
    {
      title: 'Aggregates over a window, with a frame',
      text: 'Every aggregate has `over`. A frame is [start, end]: rows before are negative, null is without bound.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          total: sum(p.views).over(),
          running: sum(p.views).over({ orderBy: p.id }),
          lastTwo: avg(p.views).over({ orderBy: p.id, frame: { rows: [-1, 0] } }),
        })),
    },
    {
      title: 'Values of the frame: firstValue, lastValue, nthValue',
      text: 'Without a frame it ends at the current row.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          first: firstValue(p.title).over({ orderBy: p.id }),
          last: lastValue(p.title).over({ orderBy: p.id, frame: { rows: [null, null] } }),
          second: nthValue(p.title, 2).over({ orderBy: p.id }),
        })),
    },
    {
      title: 'Over groups',
      text: 'Groups are rows like others.',
      run: ({ posts }) =>
        posts
          .groupBy('authorId')
          .aggregate((p) => ({ views: sum(p.views) }))
          .annotate((g) => ({ place: rank().over({ orderBy: g.views.desc() }) }))
          .orderBy('place', 'authorId'),
    },
  ],
};
