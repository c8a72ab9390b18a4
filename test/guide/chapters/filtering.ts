// The chapters about conditions: lookups by kind, logic, relations, NULL.
import { Status } from '../model.js';
import type { Chapter } from './chapter.js';

export const filtering: Chapter = {
  title: 'Filtering',
  text: '`filter` keeps the rows that fulfil a condition, `exclude` those that do not. A condition is an object of properties, or a lambda over the columns of the row. Both are checked by the compiler and say the same SQL; a rename in the editor reaches both.',
  examples: [
    {
      title: 'By values',
      text: 'Several properties are joined by AND, and so are several calls.',
      run: ({ posts }) => posts.filter({ status: Status.Published, authorId: 1 }).filter({ views: 80 }),
    },
    {
      title: 'The same as a lambda',
      text: 'A lambda can compare columns with each other, and hold any expression.',
      run: ({ posts }) => posts.filter((p) => p.likes.times(10).gt(p.views).and(p.status.ne(Status.Draft))),
    },
    {
      title: 'Any kind: eq, ne, in, notIn, isNull',
      text: 'As every lookup but `isNull`, `ne` and `notIn` keep only rows that have a value; `exclude` keeps the others, too.',
      run: ({ posts }) =>
        posts.filter({
          id: { ne: 3 },
          authorId: { in: [1, 2] },
          categoryId: { notIn: [4] },
          publishedAt: { isNull: false },
          editorId: { eq: 1 },
        }),
    },
    {
      title: 'NULL',
      text: '`null` as a value means IS NULL.',
      run: ({ posts }) => posts.filter({ summary: null, categoryId: null }),
    },
    {
      title: 'Numbers, decimals and dates: gt, gte, lt, lte, between',
      text: 'Everything with an order has them. Both ends of `between` count.',
      run: ({ posts }) =>
        posts.filter({
          views: { gte: 80, lt: 300 },
          likes: { between: [1, 10] },
          price: { gt: '1.00' },
          publishedAt: { lte: new Date('2026-12-31T00:00:00Z') },
        }),
    },
    {
      title: 'Texts: contains, startsWith, endsWith',
      text: 'They heed case on every database; `%` and `_` in the text mean themselves.',
      run: ({ posts }) => posts.filter({ title: { contains: 'SQL', startsWith: 'W', endsWith: 'SQL' } }),
    },
    {
      title: 'Texts without case: icontains, istartsWith, iendsWith, iexact',
      text: 'The same for `A` and `a`.',
      run: ({ posts }) =>
        posts.filter({ or: [{ title: { icontains: 'sql' } }, { title: { istartsWith: 'hello' } }, { title: { iexact: 'NOTES' } }] }),
    },
    {
      title: 'Texts by pattern: regex',
      text: 'A pattern as a text or a RegExp. Each database has its own dialect of patterns; keep to what all know.',
      run: ({ posts }) => posts.filter({ title: { regex: /^[HJ].*d$/ } }),
    },
    {
      title: 'Parts of dates: year, month, day, week, hour, date',
      text: 'Parts are those of the zone of the data source (its option `timeZone`), UTC unless it says otherwise.',
      run: ({ posts }) => posts.filter({ publishedAt: { year: 2026, month: { gte: 2 }, date: { gt: '2026-02-10' } } }),
    },
    {
      title: 'Booleans and enumerations',
      text: 'Compared only: an enumeration has no `contains`.',
      run: ({ users }) => users.filter({ active: false }),
    },
    {
      title: 'By keys that another query gives',
      text: 'A query of one column is a list of its own; the statement holds both.',
      run: ({ posts, users }) => posts.filter({ authorId: { in: users.filter({ company: { name: 'Acme' } }).valuesList('id') } }),
    },
  ],
};

export const logic: Chapter = {
  title: 'And, or, not',
  text: 'Objects know `and`, `or` and `not` beside properties; conditions of lambdas have them as methods.',
  examples: [
    {
      title: 'or',
      text: 'Lists of conditions. What stands beside them is joined by AND.',
      run: ({ posts }) => posts.filter({ status: Status.Published, or: [{ views: { gt: 200 } }, { likes: { lt: 5 } }] }),
    },
    {
      title: 'not',
      text: '`not` is what the condition leaves, rows with NULL included.',
      run: ({ posts }) => posts.filter({ not: { summary: { contains: 'look' } } }),
    },
    {
      title: 'and inside or',
      text: 'They nest to any depth.',
      run: ({ posts }) =>
        posts.filter({ or: [{ and: [{ views: { gt: 100 } }, { likes: { gt: 40 } }] }, { not: { status: Status.Published } }] }),
    },
    {
      title: 'As methods',
      text: 'The same inside a lambda.',
      run: ({ posts }) => posts.filter((p) => p.views.gt(100).and(p.likes.gt(40)).or(p.status.eq(Status.Published).not())),
    },
  ],
};

export const related: Chapter = {
  title: 'Through relations',
  text: 'Conditions follow relations by name. To-one relations are joined; to-many relations become EXISTS, so no row comes twice.',
  examples: [
    {
      title: 'To-one, over several steps',
      text: 'Objects nest; lambdas write a path.',
      run: ({ posts }) => posts.filter({ author: { company: { city: 'Bonn' } } }),
    },
    {
      title: 'To-one in a lambda',
      text: 'Columns behind a nullable relation may be null: the types say so.',
      run: ({ posts }) => posts.filter((p) => p.editor.name.startsWith('B').or(p.author.name.eq('Cy'))),
    },
    {
      title: 'No related row',
      text: 'A nullable relation is compared with null.',
      run: ({ posts }) => posts.filter({ editor: null }),
    },
    {
      title: 'To-many: some',
      text: 'An object means that some related row fulfils all of it.',
      run: ({ posts }) => posts.filter({ comments: { rating: 5, hidden: false } }),
    },
    {
      title: 'some in a lambda',
      text: 'Without a condition: there is a related row. The inner lambda may read the outer row.',
      run: ({ posts }) => posts.filter((p) => p.comments.some((c) => c.authorId.eq(p.authorId)).or(p.tags.some((t) => t.name.eq('food')))),
    },
    {
      title: 'none',
      text: 'No related row fulfils the condition; without one, there is no related row.',
      run: ({ posts }) => posts.filter((p) => p.comments.none((c) => c.rating.lt(4))),
    },
    {
      title: 'every',
      text: 'No related row fails it. Rows without related rows are kept: there is none that fails.',
      run: ({ posts }) => posts.filter((p) => p.comments.every((c) => c.rating.eq(5))),
    },
    {
      title: 'Many to many',
      text: 'The table between is crossed by itself.',
      run: ({ tags }) => tags.filter({ posts: { author: { name: 'Ada' } } }),
    },
  ],
};

export const nulls: Chapter = {
  title: 'The rules of NULL',
  text: 'SQL has three truths; Oxyde gives a simple rule back: what `filter` keeps and what `exclude` keeps make the whole table.',
  examples: [
    {
      title: 'filter',
      text: 'A row whose summary is NULL does not contain the text.',
      run: ({ posts }) => posts.filter({ summary: { icontains: 'a' } }),
    },
    {
      title: 'exclude',
      text: 'All other rows, those without a summary among them.',
      run: ({ posts }) => posts.exclude({ summary: { icontains: 'a' } }),
    },
    {
      title: 'Comparisons of lambdas are those of SQL',
      text: '`ne` in a lambda is `<>`: NULL is not unequal to anything. `not()` is the other half again.',
      run: ({ posts }) => posts.filter((p) => p.summary.ne('Al dente')),
    },
    {
      title: 'not() in a lambda',
      text: 'True where the condition is false or NULL.',
      run: ({ posts }) => posts.filter((p) => p.summary.eq('Al dente').not()),
    },
  ],
};
