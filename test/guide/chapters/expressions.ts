// The chapters about expressions: functions, branches, dates, JSON and arrays, SQL of one's own.
import {
  abs,
  caseWhen,
  cast,
  ceil,
  coalesce,
  concat,
  elapsed,
  extract,
  floor,
  greatest,
  indexOf,
  later,
  least,
  length,
  lower,
  nothing,
  nullIf,
  padStart,
  power,
  raw,
  repeat,
  replace,
  round,
  sign,
  sqrt,
  substring,
  trim,
  truncate,
  upper,
  value,
} from 'oxyde';
import type { Chapter } from './chapter.js';

export const expressions: Chapter = {
  title: 'Expressions and functions',
  text: 'Columns of a lambda have the operators of their type; functions stand beside them. Every database gives the same value.',
  examples: [
    {
      title: 'Arithmetic',
      text: '`plus`, `minus`, `times`, `dividedBy`, `modulo`. A division by zero is NULL, and two whole numbers give a whole one.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          all: p.views.plus(p.likes),
          share: p.likes.times(100).dividedBy(p.views),
          rest: p.views.modulo(7),
          doubled: p.price.times('2'),
        })),
    },
    {
      title: 'Numbers: abs, round, floor, ceil, sign, power, sqrt',
      text: 'Halves are rounded away from zero.',
      run: ({ posts }) =>
        posts.filter({ id: 1 }).values((p) => ({
          abs: abs(p.likes.minus(p.views)),
          round: round(p.price),
          floor: floor(p.price),
          ceil: ceil(p.price),
          sign: sign(p.likes.minus(p.views)),
          power: power(p.likes, 2),
          sqrt: sqrt(p.likes.times(3)),
        })),
    },
    {
      title: 'Texts: concat, lower, upper, trim, length, substring, replace',
      text: '`concat` is NULL when a part is. Places are counted from 1.',
      run: ({ posts }) =>
        posts.filter({ id: { in: [1, 3] } }).values((p) => ({
          both: concat(p.title, ': ', p.summary),
          lower: lower(p.title),
          upper: upper(p.summary),
          trim: trim(p.title),
          length: length(p.title),
          start: substring(p.title, 1, 5),
          without: replace(p.title, ' ', '-'),
        })),
    },
    {
      title: 'More texts: indexOf, padStart, repeat',
      text: '`indexOf` is 0 where the text is not there; `padEnd`, `trimStart` and `trimEnd` exist, too.',
      run: ({ tags }) =>
        tags.orderBy('id').values((t) => ({ at: indexOf(t.name, 's'), padded: padStart(t.name, 6, '.'), twice: repeat(t.name, 2) })),
    },
    {
      title: 'NULL: coalesce, nullIf',
      text: '`coalesce` gives the first value that is not NULL, and its type has no null when one operand has none.',
      run: ({ posts }) => posts.orderBy('id').values((p) => ({ summary: coalesce(p.summary, p.title), unlessNone: nullIf(p.likes, 0) })),
    },
    {
      title: 'greatest and least',
      text: 'NULL when one of the values is.',
      run: ({ posts }) => posts.orderBy('id').values((p) => ({ most: greatest(p.views, p.likes, 50), fewest: least(p.views, p.likes) })),
    },
    {
      title: 'Constants and casts: value, nothing, cast',
      text: 'A value of the program, NULL of a kind, a value as one of another kind.',
      run: ({ posts }) =>
        posts.filter({ id: 1 }).values((p) => ({ source: value('blog'), none: nothing('int'), text: cast(p.views, 'text') })),
    },
  ],
};

export const branches: Chapter = {
  title: 'Conditional expressions',
  text: 'The value of the first branch that holds.',
  examples: [
    {
      title: 'caseWhen',
      text: 'Without `otherwise` it is NULL where no branch holds, and its type says so.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({
          title: p.title,
          size: caseWhen(p.views.gte(200), 'large').when(p.views.gte(100), 'medium').otherwise('small'),
          badge: caseWhen(p.likes.gt(40), p.title),
        })),
    },
    {
      title: 'An order of your own',
      text: 'Branches are expressions: they order, filter and group.',
      run: ({ posts }) => posts.orderBy((p) => [caseWhen(p.author.name.eq('Cy'), 0).otherwise(1), p.title]),
    },
  ],
};

export const dates: Chapter = {
  title: 'Dates',
  text: 'Moments are Date on every database. Parts and beginnings are those of the zone of the data source.',
  examples: [
    {
      title: 'Parts: extract, or methods of a column',
      text: '`weekday` is 1 for Monday to 7, `week` and `isoYear` are those of ISO 8601.',
      run: ({ posts }) =>
        posts.filter({ id: { in: [4, 5] } }).values((p) => ({
          year: p.publishedAt.year(),
          month: p.publishedAt.month(),
          weekday: extract(p.publishedAt, 'weekday'),
          week: extract(p.publishedAt, 'week'),
          isoYear: extract(p.publishedAt, 'isoYear'),
          date: extract(p.publishedAt, 'date'),
        })),
    },
    {
      title: 'Beginnings: truncate',
      text: 'The beginning of the year, quarter, month, week, day, hour, minute or second.',
      run: ({ posts }) =>
        posts.orderBy('id').values((p) => ({ month: truncate(p.publishedAt, 'month'), week: truncate(p.publishedAt, 'week') })),
    },
    {
      title: 'Later and earlier',
      text: 'A day that the month does not have becomes its last one.',
      run: ({ posts }) =>
        posts.filter({ id: { in: [4, 5] } }).values((p) => ({
          inTwoMonths: p.publishedAt.plus({ months: 2 }),
          before: later(p.publishedAt, { days: -1, hours: -6 }),
        })),
    },
    {
      title: 'Spans',
      text: 'Milliseconds between two moments.',
      run: ({ comments }) => comments.filter({ postId: 1 }).valuesList((c) => elapsed(c.post.publishedAt, c.writtenAt)),
    },
  ],
};

export const documents: Chapter = {
  title: 'JSON and arrays',
  text: 'Arrays are those of PostgreSQL, and JSON elsewhere; the lookups mean the same.',
  examples: [
    {
      title: 'A place in a document',
      text: '`path` goes down by keys and positions; the other lookups look there.',
      run: ({ posts }) => posts.filter({ meta: { path: ['reading', 'minutes'], eq: 9 } }),
    },
    {
      title: 'contains and hasKey',
      text: '`contains` asks for a part of the document, `hasKey` for a key at its top.',
      run: ({ posts }) => posts.filter({ meta: { contains: { lang: 'en' }, hasKey: 'reading' } }),
    },
    {
      title: 'In lambdas',
      text: 'A path is an expression; what lies there is JSON.',
      run: ({ posts }) => posts.orderBy('id').values((p) => ({ lang: p.meta.path('lang'), minutes: p.meta.path('reading', 'minutes') })),
    },
    {
      title: 'Arrays: has, hasAny, hasAll, isEmpty',
      text: 'Of the elements of the column.',
      run: ({ posts }) => posts.filter({ or: [{ keywords: { hasAll: ['sql', 'windows'] } }, { keywords: { isEmpty: true } }] }),
    },
    {
      title: 'Arrays in lambdas',
      text: 'The same as methods.',
      run: ({ posts }) => posts.filter((p) => p.keywords.has('orm').or(p.keywords.hasAny(['food', 'fish']))),
    },
  ],
};

export const own: Chapter = {
  title: 'SQL of your own in expressions',
  text: 'Columns are quoted, values become parameters; only the text is yours, and yours to keep portable. Whole statements of your own are `dataSource.sql`.',
  examples: [
    {
      title: 'A condition: raw.sql',
      text: 'It joins other conditions by `and` and `or`.',
      run: ({ posts }) => posts.filter((p) => raw.sql`${p.views} > ${p.likes} * ${10}`.and(p.title.ne('Notes'))),
    },
    {
      title: 'A value: raw.as',
      text: 'Say of which kind it is.',
      run: ({ posts }) => posts.orderBy('id').values((p) => ({ title: p.title, halves: raw.as('int')`(${p.views} * 2)` })),
    },
  ],
};
