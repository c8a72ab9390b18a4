// Annotations, groups, windows, subqueries, set operations and joined queries as types: what rows are; this file is only compiled.
// oxlint-disable no-unused-expressions, no-unused-vars, no-unsafe-optional-chaining -- that it compiles, or does not, is all that is asked.
import {
  avg,
  caseWhen,
  cast,
  coalesce,
  concat,
  count,
  cte,
  elapsed,
  exists,
  extract,
  greatest,
  lag,
  later,
  length,
  lower,
  max,
  min,
  nothing,
  nullIf,
  rank,
  raw,
  recursive,
  round,
  rowNumber,
  subquery,
  substring,
  sum,
  truncate,
  value,
  type Bare,
  type Decimal,
  type JsonValue,
  type Many,
  type One,
  type Query,
  type Repository,
} from 'oxyde';
import type { Comment } from './entities/comment.js';
import type { Company } from './entities/company.js';
import { PostStatus, type Post } from './entities/post.js';
import type { Tag } from './entities/tag.js';
import { Role, type User } from './entities/user.js';
import { same, type Flat, type RowsOf } from './same.js';

declare const posts: Repository<Post>;
declare const users: Repository<User>;
declare const comments: Repository<Comment>;
declare const tags: Repository<Tag>;
declare const companies: Repository<Company>;

async function annotations(): Promise<void> {
  const annotated = posts.annotate((p) => ({
    comments1: count(p.comments),
    rating: avg(p.comments, (c) => c.rating),
    best: max(p.comments, (c) => c.createdAt),
    total: sum(p.comments, (c) => c.rating),
    shout: concat(p.title, '!'),
    by: p.editor.name,
  }));
  type Row = Flat<Omit<RowsOf<typeof annotated>, keyof Post>>;
  same<Row, { comments1: number; rating: number | null; best: Date | null; total: number | null; shout: string; by: string | null }>();
  const row = (await annotated.all())[0]!;
  const asPost: Post = row;
  row.slugify();
  annotated
    .filter({ comments1: { gt: 3 }, by: null, author: { name: 'x' } })
    .annotate((p) => ({ twice: p.comments1.times(2) }))
    .filter((p) => p.twice.gt(p.views))
    .orderBy('-twice', 'comments1', 'author.name', (p) => p.rating.desc())
    .values('id', 'twice', 'by');
  same<RowsOf<ReturnType<typeof picked>>, { id: number; comments1: number; by: string | null }>();
  function picked() {
    return annotated.values('id', 'comments1', 'by');
  }
  const list = annotated.valuesList('rating');
  same<RowsOf<typeof list>, number>();
  same<Awaited<ReturnType<(typeof list)['all']>>, (number | null)[]>();
  // Loading and annotations keep each other.
  const loaded = await annotated
    .join({ author: true })
    .prefetch({ comments: { limit: 1 } })
    .first();
  if (loaded) {
    same<typeof loaded.comments1, number>();
    const name: string = loaded.author.name;
    const text: string | undefined = loaded.comments[0]?.text;
  }
  // @ts-expect-error the row has a title
  posts.annotate((p) => ({ title: p.views }));
  // @ts-expect-error the row has it as an annotation
  annotated.annotate((p) => ({ by: p.views }));
  // @ts-expect-error the row has a relation of that name
  posts.annotate((p) => ({ author: p.views }));
  // @ts-expect-error no expression
  posts.annotate(() => ({ one: 1 }));
  // @ts-expect-error not annotated
  annotated.filter({ coments1: 3 });
  // @ts-expect-error a number has no contains
  annotated.filter({ comments1: { contains: 'x' } });
  // @ts-expect-error not annotated
  annotated.orderBy('-coments1');
  // @ts-expect-error an annotation of another query
  posts.values('comments1');
  // @ts-expect-error to-many needs an aggregate
  posts.annotate((p) => ({ all: p.comments }));
  // @ts-expect-error to-many is no column
  posts.valuesList('comments');
  // @ts-expect-error to-many is no expression
  posts.valuesList((p) => p.comments);
  // @ts-expect-error an entity is no expression
  posts.valuesList((p) => p.author);
  // @ts-expect-error no such column
  posts.annotate((p) => ({ sum: sum(p.comments, (c) => c.ratng) }));
  // @ts-expect-error a text has no sum
  posts.annotate((p) => ({ sum: sum(p.comments, (c) => c.text) }));
  // @ts-expect-error a typo in the filter of an aggregate
  posts.annotate((p) => ({ open: count(p.comments, { filter: (c) => c.hiden.eq(false) }) }));
  // @ts-expect-error a wrong operand in the filter of an aggregate
  posts.annotate((p) => ({ open: count(p.comments, { filter: (c) => c.hidden.eq('no') }) }));
  void [asPost];
}

function functions(q: string): void {
  const texts = posts.values((p) => ({
    lower: lower(p.title),
    nullable: lower(p.summary),
    length: length(p.summary),
    part: substring(p.title, 1, 3),
    first: coalesce(p.summary, p.title),
    still: coalesce(p.summary, p.editor.name),
    last: coalesce(p.summary, p.editor.name, 'none'),
    both: concat(p.title, ' ', p.summary),
    mayBe: nullIf(p.title, 'x'),
  }));
  same<
    RowsOf<typeof texts>,
    {
      lower: string;
      nullable: string | null;
      length: number | null;
      part: string;
      first: string;
      still: string | null;
      last: string;
      both: string | null;
      mayBe: string | null;
    }
  >();
  const numbers = posts.values((p) => ({
    round: round(p.price),
    sum: p.views.plus(p.likes),
    ratio: p.views.dividedBy(p.likes),
    most: greatest(p.views, p.likes, 3),
    zero: coalesce(p.editorId, 0),
    paid: coalesce(p.editorId, p.author.bossId, p.authorId),
    price: p.price.times('1.5'),
  }));
  same<
    RowsOf<typeof numbers>,
    { round: Decimal; sum: number; ratio: number | null; most: number; zero: number; paid: number; price: Decimal }
  >();
  const moments = posts.values((p) => ({
    year: p.createdAt.year(),
    weekday: extract(p.createdAt, 'weekday'),
    date: extract(p.createdAt, 'date'),
    month: truncate(p.createdAt, 'month'),
    later: later(p.createdAt, { days: 1 }),
    plus: p.createdAt.plus({ months: 1 }),
    took: elapsed(p.createdAt, p.updatedAt),
    since: p.updatedAt.minus(p.createdAt),
  }));
  same<
    RowsOf<typeof moments>,
    { year: number; weekday: number; date: string; month: Date; later: Date; plus: Date; took: number; since: number }
  >();
  const branches = posts.values((p) => ({
    size: caseWhen(p.views.gt(100), 'large').otherwise('small'),
    open: caseWhen(p.views.gt(100), 'large').when(p.views.gt(10), 'medium'),
    column: caseWhen(p.views.gt(100), p.title).otherwise(p.summary),
    mixed: caseWhen(p.views.gt(100), 1).otherwise(null),
    flag: caseWhen(p.views.gt(100), true).otherwise(false),
  }));
  same<RowsOf<typeof branches>, { size: string; open: string | null; column: string | null; mixed: number | null; flag: boolean }>();
  const others = posts.values((p) => ({
    constant: value('x'),
    none: nothing('int'),
    cast: cast(p.views, 'text'),
    castNull: cast(p.editorId, 'text'),
    raw: raw.as('int')`length(${p.title})`,
    json: p.extra.path('x'),
    meta: p.meta,
    status: p.status,
    keywords: p.keywords,
    isNew: p.views.eq(0),
  }));
  same<
    RowsOf<typeof others>,
    {
      constant: string;
      none: number | null;
      cast: string;
      castNull: string | null;
      raw: number | null;
      json: unknown;
      meta: Post['meta'];
      status: PostStatus;
      keywords: string[];
      isNew: boolean;
    }
  >();
  posts.filter((p) => coalesce(p.editor.active, false).and(coalesce(p.status, PostStatus.Draft).eq(PostStatus.Draft)));
  // @ts-expect-error of another type
  posts.values((p) => ({ x: coalesce(p.views, 'x') }));
  // @ts-expect-error of another type
  posts.values((p) => ({ x: coalesce(p.summary, 3) }));
  // @ts-expect-error not in the enum
  posts.values((p) => ({ x: coalesce(p.status, 'x') }));
  // @ts-expect-error a number is no text
  posts.values((p) => ({ x: lower(p.views) }));
  // @ts-expect-error a text is no number
  posts.values((p) => ({ x: round(p.title) }));
  // @ts-expect-error a text is no moment
  posts.values((p) => ({ x: p.title.year() }));
  // @ts-expect-error a number is no moment
  posts.values((p) => ({ x: extract(p.views, 'year') }));
  // @ts-expect-error no such part
  posts.values((p) => ({ x: extract(p.createdAt, 'centuries') }));
  // @ts-expect-error no such unit
  posts.values((p) => ({ x: truncate(p.createdAt, 'weekday') }));
  // @ts-expect-error of another type
  posts.values((p) => ({ x: greatest(p.views, p.title) }));
  // @ts-expect-error of another type
  posts.values((p) => ({ x: nullIf(p.views, 'x') }));
  // @ts-expect-error a number plus a text
  posts.values((p) => ({ x: p.views.plus(p.title) }));
  // @ts-expect-error a number plus a text of the program
  posts.values((p) => ({ x: p.views.plus(q) }));
  // @ts-expect-error a branch needs a condition
  posts.values((p) => ({ x: caseWhen(p.views, 'x').otherwise('y') }));
  // @ts-expect-error no such kind
  posts.values((p) => ({ x: cast(p.views, 'number') }));
  // @ts-expect-error no such span
  posts.values((p) => ({ x: later(p.createdAt, { fortnights: 1 }) }));
  // @ts-expect-error no such column
  posts.values((p) => ({ x: concat(p.titel, 'x') }));
  // @ts-expect-error neither a column nor a text
  posts.values((p) => ({ x: concat(p.title, 3) }));
}

async function groups(): Promise<void> {
  const byName = posts.groupBy('status', 'editorId').aggregate((p) => ({
    n: count(),
    authors: count(p.authorId, { distinct: true }),
    views: sum(p.views),
    paid: sum(p.price),
    mean: avg(p.likes),
    last: max(p.createdAt),
    firstTitle: min(p.title),
    good: count({ filter: p.views.gt(3) }),
  }));
  same<
    RowsOf<typeof byName>,
    {
      status: PostStatus;
      editorId: number | null;
      n: number;
      authors: number;
      views: number | null;
      paid: Decimal | null;
      mean: number | null;
      last: Date | null;
      firstTitle: string | null;
      good: number;
    }
  >();
  byName
    .filter({ n: { gt: 1 }, status: PostStatus.Draft, last: { year: 2024 } })
    .filter((g) => g.views.dividedBy(g.n).gt(2))
    .orderBy('-n', 'status')
    .annotate((g) => ({ place: rank().over({ orderBy: g.n.desc() }) }))
    .filter({ place: 1 })
    .values('status', 'place');
  const byLambda = posts
    .groupBy((p) => ({ company: p.author.company.name, month: truncate(p.createdAt, 'month'), editor: p.editor.name }))
    .aggregate(() => ({ n: count() }));
  same<RowsOf<typeof byLambda>, { company: string; month: Date; editor: string | null; n: number }>();
  const whole = await posts.aggregate((p) => ({ n: count(), views: sum(p.views), last: max(p.createdAt), top: max(p.status) }));
  same<typeof whole, { n: number; views: number | null; last: Date | null; top: PostStatus | null }>();
  // @ts-expect-error not grouped by
  byName.filter({ title: 'x' });
  // @ts-expect-error not grouped by
  byName.orderBy('title');
  // @ts-expect-error a typo
  posts.groupBy('statsu');
  // @ts-expect-error a relation is no column
  posts.groupBy('author');
  // @ts-expect-error to-many
  posts.groupBy('comments');
  // @ts-expect-error a name of the group
  posts.groupBy('status').aggregate(() => ({ status: count() }));
  // @ts-expect-error a text has no sum
  posts.groupBy('status').aggregate((p) => ({ x: sum(p.title) }));
  // @ts-expect-error a filter is a condition
  posts.groupBy('status').aggregate((p) => ({ x: count({ filter: p.views }) }));
  // @ts-expect-error groups without aggregates are no query
  posts.groupBy('status').all();
  // @ts-expect-error a window function needs its window
  posts.values(() => ({ x: rank() }));
}

function windows(): void {
  const places = posts.values((p) => ({
    row: rowNumber().over({ partitionBy: p.status, orderBy: [p.views.desc(), p.id] }),
    rank: rank().over(),
    before: lag(p.views).over({ orderBy: p.id }),
    editor: lag(p.editorId, 2, 0).over({ orderBy: p.id }),
    running: sum(p.views).over({ orderBy: p.id, frame: { rows: [-1, 0] } }),
    mean: avg(p.price).over({ partitionBy: [p.status, p.authorId] }),
    all: count().over(),
    newest: max(p.createdAt).over(),
  }));
  same<
    RowsOf<typeof places>,
    {
      row: number;
      rank: number;
      before: number | null;
      editor: number | null;
      running: number | null;
      mean: number | null;
      all: number;
      newest: Date | null;
    }
  >();
  // @ts-expect-error no such frame
  posts.values((p) => ({ x: sum(p.views).over({ frame: { lines: [0, 0] } }) }));
  // @ts-expect-error no such column
  posts.values((p) => ({ x: rank().over({ orderBy: p.veiws }) }));
  // @ts-expect-error a name is no expression
  posts.values(() => ({ x: rank().over({ orderBy: 'views' }) }));
  // @ts-expect-error the value for none is of another type
  posts.values((p) => ({ x: lag(p.views, 1, 'x').over() }));
  // @ts-expect-error related rows have no window
  posts.values((p) => ({ x: count(p.comments).over() }));
}

function subqueries(): void {
  const newest = posts.annotate((p) => ({
    newest: subquery(
      comments
        .filter((c) => c.postId.eq(p.id))
        .orderBy('-createdAt')
        .valuesList('text'),
    ),
    rating: subquery(comments.filter((c) => c.postId.eq(p.id)).valuesList('rating')),
    commented: exists(comments.filter((c) => c.postId.eq(p.id).and(c.rating.gt(4)))),
  }));
  same<Flat<Omit<RowsOf<typeof newest>, keyof Post>>, { newest: string | null; rating: number | null; commented: boolean }>();
  newest.filter((p) => p.newest.contains('x').and(p.rating.gt(3)).and(p.commented)).orderBy('-rating');
  posts.filter({ authorId: { in: users.filter({ role: Role.Admin }).valuesList('id') } });
  posts.filter({ editorId: { notIn: users.valuesList('bossId') } });
  posts.filter((p) => p.id.in(comments.valuesList('postId')).and(p.title.in(tags.valuesList('name'))));
  posts.filter((p) => p.views.gt(subquery(posts.valuesList('views'))));
  // @ts-expect-error texts are no keys
  posts.filter({ authorId: { in: users.valuesList('name') } });
  // @ts-expect-error texts are no keys
  posts.filter((p) => p.authorId.in(users.valuesList('name')));
  // @ts-expect-error whole rows are no keys
  posts.filter((p) => p.authorId.in(users.values('id')));
  // @ts-expect-error a text is not compared with a number
  posts.filter((p) => p.views.gt(subquery(posts.valuesList('title'))));
  // @ts-expect-error the outer row has no such column
  posts.filter((p) => exists(comments.filter((c) => c.postId.eq(p.ident))));
  // @ts-expect-error the inner row has no such column
  posts.filter((p) => exists(comments.filter((c) => c.post_id.eq(p.id))));
  // @ts-expect-error keys of different types
  posts.filter((p) => exists(comments.filter((c) => c.text.eq(p.id))));
  // @ts-expect-error a condition is no query
  posts.filter((p) => exists(p.comments));
}

function sets(): void {
  const both = posts.filter({ views: 1 }).union(posts.filter({ likes: 1 }));
  same<RowsOf<typeof both>, Post>();
  both
    .join({ author: true })
    .filter({ author: { name: 'x' } })
    .orderBy('author.name');
  const names = users
    .values((u) => ({ label: u.name, kind: value('user') }))
    .unionAll(tags.values((t) => ({ label: t.name, kind: value('tag') })));
  same<RowsOf<typeof names>, { label: string; kind: string }>();
  names.filter({ label: { startsWith: 'x' } }).orderBy('-label');
  const ids = posts.valuesList('authorId').intersect(comments.valuesList('authorId')).except(users.valuesList('id'));
  same<RowsOf<typeof ids>, number>();
  const whole = posts.union(posts.filter({ views: 1 }));
  same<RowsOf<typeof whole>, Post>();
  const nothingOrId = posts
    .values((p) => ({ id: p.id, editor: p.editorId }))
    .union(posts.values((p) => ({ id: p.id, editor: p.authorId })));
  same<RowsOf<typeof nothingOrId>, { id: number; editor: number | null }>();
  posts.filter(() => exists(users).and(exists(cte('all_users', users))));
  // @ts-expect-error rows of another entity
  posts.union(users);
  // @ts-expect-error other names
  users.values('id').union(users.values('name'));
  // @ts-expect-error fewer names
  users.values('id', 'name').union(users.values('id'));
  // @ts-expect-error values of another type
  posts.valuesList('id').except(posts.valuesList('title'));
  // @ts-expect-error not in the rows of both
  names.filter({ name: 'x' });
  posts.distinctOn('authorId', (p) => p.createdAt.year()).orderBy('authorId');
  // @ts-expect-error no such column
  posts.distinctOn('autorId');
  // @ts-expect-error a relation
  posts.distinctOn('author');
}

function tables(): void {
  const popular = cte('popular', posts.filter({ views: { gt: 3 } }));
  same<typeof popular, Query<Post, Post>>();
  popular.filter({ author: { name: 'x' } }).join({ author: true });
  const totals = cte(
    'totals',
    posts.groupBy('authorId').aggregate((p) => ({ views: sum(p.views) })),
  );
  same<RowsOf<typeof totals>, { authorId: number; views: number | null }>();
  const chain = recursive('chain', users.filter({ bossId: null }), (found) =>
    users.joinQuery('up', found, (user, up) => user.bossId.eq(up.id)),
  );
  same<RowsOf<typeof chain>, User>();
  const tree = recursive(
    'tree',
    users.filter({ bossId: null }).values((u) => ({ id: u.id, name: u.name, depth: value(0) })),
    (found) =>
      users
        .joinQuery('up', found, (user, up) => user.bossId.eq(up.id))
        .values((u) => ({ id: u.id, name: u.name, depth: u.up.depth.plus(1) })),
    { all: true },
  );
  same<RowsOf<typeof tree>, { id: number; name: string; depth: number }>();
  recursive(
    'tree',
    users.values('id', 'name'),
    // @ts-expect-error the step gives other rows
    (found) => users.joinQuery('up', found, (user, up) => user.bossId.eq(up.id)).values('id'),
  );
  // @ts-expect-error the found rows have no such column
  recursive('tree', users.values('id'), (found) => users.joinQuery('up', found, (user, up) => user.bossId.eq(up.name)).values('id'));

  const joined = posts
    .joinQuery('totals', totals, (p, t) => p.authorId.eq(t.authorId))
    .joinQuery('boss', users, (p, u) => p.authorId.eq(u.bossId), { type: 'left' })
    .values((p) => ({ title: p.title, views: p.totals.views, boss: p.boss.name }));
  same<RowsOf<typeof joined>, { title: string; views: number | null; boss: string | null }>();
  const lateral = posts
    .joinLateral(
      'newest',
      (p) =>
        comments
          .filter((c) => c.postId.eq(p.id))
          .limit(2)
          .values('text', 'rating'),
      { type: 'left' },
    )
    .values((p) => ({ title: p.title, text: p.newest.text, rating: p.newest.rating }));
  same<RowsOf<typeof lateral>, { title: string; text: string | null; rating: number | null }>();
  // @ts-expect-error not in the rows of the other query
  posts.joinLateral('newest', () => comments.values('text')).filter((p) => p.newest.rating.gt(3));
  // @ts-expect-error the outer row has no such column
  posts.joinLateral('newest', (p) => comments.filter((c) => c.postId.eq(p.ident)));
  // @ts-expect-error the row has a title
  posts.joinLateral('title', () => comments);
  // @ts-expect-error types of keys
  posts.joinQuery('totals', totals, (p, t) => p.title.eq(t.authorId));
  // @ts-expect-error no such column of the other query
  posts.joinQuery('totals', totals, (p, t) => p.authorId.eq(t.author));
  // @ts-expect-error a condition is asked for
  posts.joinQuery('totals', totals, (p) => p.id);
  // @ts-expect-error no such kind of join
  posts.joinQuery('totals', totals, (p, t) => p.id.eq(t.authorId), { type: 'outer' });
  // @ts-expect-error the row has a title
  posts.joinQuery('title', totals, (p, t) => p.id.eq(t.authorId));
}
void [annotations, functions, groups, windows, subqueries, sets, tables, companies];
