// Queries and writes as types: what is accepted, what rows are, what is refused; this file is only compiled.
// oxlint-disable no-unused-expressions, no-unused-vars, no-unsafe-optional-chaining -- that it compiles, or does not, is all that is asked.
import type { Bare, Decimal, Loaded, Repository } from 'oxyde';
import type { Page } from '../../lib/query/types/specs.js';
import type { Comment } from './entities/comment.js';
import { PostStatus, type Post } from './entities/post.js';
import type { User } from './entities/user.js';
import { same, type Flat, type RowsOf } from './same.js';

declare const posts: Repository<Post>;
declare const users: Repository<User>;

async function queries(q: string): Promise<void> {
  posts.filter({ status: PostStatus.Published, author: { name: { icontains: q } }, tags: { name: { in: [q] } } });
  posts.filter({ views: { gte: 3, lt: 9 }, summary: null, createdAt: { year: 2024, month: { gte: 3 } }, price: { gt: '3.20' } });
  posts.filter({
    or: [{ title: q }, { not: { author: { posts: { author: { posts: { title: q } } } } } }],
    and: [{ keywords: { has: q } }],
  });
  posts.filter({
    editor: null,
    extra: { hasKey: 'x' },
    meta: { path: ['lang'] },
    id: { in: [1, 2] },
    status: { in: [PostStatus.Draft, PostStatus.Published] },
  });
  posts.filter({ meta: { path: ['words'], eq: 3 }, extra: { path: ['tags', 0], contains: { x: 1 } } });
  posts.filter({ meta: { eq: { lang: 'en' } } });
  // @ts-expect-error not a document of the column
  posts.filter({ meta: { eq: { language: 'en' } } });
  // @ts-expect-error no such lookup
  posts.filter({ meta: { path: ['lang'], startsWith: 'e' } });
  posts.exclude({ views: { lt: 10 } }).exclude((p) => p.summary.isNull());
  // @ts-expect-error a number has no icontains
  posts.filter({ views: { icontains: '3' } });
  // @ts-expect-error a string enum has no icontains
  posts.filter({ status: { icontains: '3' } });
  // @ts-expect-error a decimal has no icontains
  posts.filter({ price: { icontains: '3' } });
  // @ts-expect-error null on a column that is not nullable
  posts.filter({ title: null });
  // @ts-expect-error null on a relation that is not nullable
  posts.filter({ author: null });
  // @ts-expect-error undefined is never a value
  posts.filter({ title: undefined });
  // @ts-expect-error a typo
  posts.filter({ titel: 'x' });
  // @ts-expect-error a typo behind relations
  posts.filter({ author: { company: { nam: 'x' } } });
  // @ts-expect-error a typo inside `or`
  posts.filter({ or: [{ titel: 'x' }] });
  // @ts-expect-error a wrong value
  posts.filter({ views: 'x' });
  // @ts-expect-error a wrong element
  posts.filter({ id: { in: ['x'] } });
  // @ts-expect-error a method is no column
  posts.filter({ slugify: 1 });
  // @ts-expect-error a computed getter is no column
  users.filter({ initials: 'x' });
  // @ts-expect-error not in the enum
  posts.filter({ status: 'x' });

  posts.filter((p) => p.views.gt(p.likes.times(2)).or(p.title.startsWith('A')));
  posts.filter((p) =>
    p.author.company.name
      .icontains(q)
      .and(p.createdAt.year().gte(2020))
      .and(p.tags.some((t) => t.name.eq('x'))),
  );
  posts.filter((p) => p.author.boss.company.staff.some((u) => u.name.eq('x')));
  posts.filter((p) => p.author.active.and(p.price.times('2').gt('3')));
  // @ts-expect-error a number has no startsWith
  posts.filter((p) => p.views.startsWith('A'));
  // @ts-expect-error a number with a string
  posts.filter((p) => p.views.gt(p.title));
  // @ts-expect-error no such column
  posts.filter((p) => p.veiws.gt(1));
  // @ts-expect-error a filter gives a condition
  posts.filter((p) => p.views);
  // @ts-expect-error to-many needs some() or an aggregate
  posts.filter((p) => p.comments.text.eq('x'));

  const joined = await posts.join({ author: { company: true, boss: true }, editor: true }).all();
  const first = joined[0]!;
  same<string, typeof first.author.company.name>();
  const boss: string | undefined = first.author.boss?.name;
  const asPost: Post = first;
  const asLoaded: Loaded<Post, { author: true }> = first;
  first.slugify();
  // @ts-expect-error a nullable to-one may be null
  first.editor.name;
  // @ts-expect-error not loaded
  first.editor!.company.name;
  // @ts-expect-error to-many in join
  posts.join({ comments: true });
  // @ts-expect-error to-many deeper
  posts.join({ author: { posts: true } });
  // @ts-expect-error a typo
  posts.join({ autor: true });
  // @ts-expect-error a typo next to a good name
  posts.join({ author: true, autor: true });
  // @ts-expect-error a typo at the second level
  posts.join({ author: { compny: true } });
  // @ts-expect-error a column is no relation
  posts.join({ title: true });
  // @ts-expect-error false is no value
  posts.join({ author: false });

  const fetched = await posts
    .join({ author: true })
    .prefetch({
      comments: { filter: { hidden: false }, orderBy: '-createdAt', limit: 3, join: { author: { company: true } }, prefetch: {} },
      tags: true,
      author: { prefetch: { posts: { limit: 2, join: { editor: true } } } },
    })
    .first();
  if (fetched) {
    const name: string = fetched.comments[0]!.author.company.name;
    const tag: string = fetched.tags[0]!.name;
    const deep: string | undefined = fetched.author.posts[0]!.editor?.name;
    fetched.author.name.at(0);
    // @ts-expect-error not loaded
    fetched.comments[0]!.post.title;
    // @ts-expect-error not loaded
    fetched.tags[0]!.posts.length;
  }
  // @ts-expect-error a typo in the name
  posts.prefetch({ coments: true });
  // @ts-expect-error a typo next to a good name
  posts.prefetch({ comments: true, tgs: true });
  // @ts-expect-error a typo in an option
  posts.prefetch({ comments: { limt: 3 } });
  // @ts-expect-error a typo in the filter
  posts.prefetch({ comments: { filter: { hiden: false } } });
  // @ts-expect-error a typo in a nested filter
  posts.prefetch({ comments: { filter: { author: { nme: 'x' } } } });
  // @ts-expect-error a wrong lookup
  posts.prefetch({ comments: { filter: { rating: { contains: 'x' } } } });
  // @ts-expect-error a typo in the order
  posts.prefetch({ comments: { orderBy: '-createdAtt' } });
  // @ts-expect-error a typo in join
  posts.prefetch({ comments: { join: { autor: true } } });
  // @ts-expect-error a typo in nested prefetch
  posts.prefetch({ author: { prefetch: { post: true } } });
  // @ts-expect-error a typo in the filter of a nested prefetch
  posts.prefetch({ author: { prefetch: { posts: { filter: { titel: 'x' } } } } });
  // @ts-expect-error a wrong option value
  posts.prefetch({ comments: { limit: '3' } });

  same<RowsOf<ReturnType<typeof valuesOf>>, { id: number; title: string }>();
  function valuesOf() {
    return posts.values('id', 'title');
  }
  const flat = posts.values((p) => ({
    id: p.id,
    by: p.author.name,
    editor: p.editor.name,
    boss: p.author.boss.company.name,
    s: p.summary,
    st: p.status,
  }));
  same<RowsOf<typeof flat>, { id: number; by: string; editor: string | null; boss: string | null; s: string | null; st: PostStatus }>();
  const ids = posts.valuesList('id');
  same<RowsOf<typeof ids>, number>();
  // @ts-expect-error no such column
  posts.values('titel');
  // @ts-expect-error a relation is no column
  posts.values('author');

  posts
    .orderBy('-createdAt', 'author.name', 'id', '-editor.companyId')
    .orderBy((p) => [p.author.company.name.asc(), p.summary.desc({ nulls: 'last' })]);
  // @ts-expect-error a typo
  posts.orderBy('-createdAtt');
  // @ts-expect-error to-many
  posts.orderBy('comments.id');
  // @ts-expect-error a method
  posts.orderBy('slugify');

  same<typeof summed, number | null>();
  const summed = await posts.sum('views');
  same<typeof priced, Bare<Decimal> | null>();
  const priced = await posts.sum('price');
  await posts.filter({ id: 1 }).increment('price', '0.05');
  same<typeof mean, number | null>();
  const mean = await posts.avg('views');
  same<typeof latest, Date | null>();
  const latest = await posts.max('createdAt');
  same<typeof lowest, PostStatus | null>();
  const lowest = await posts.min('status');
  const twice: number | null = await posts.sum((p) => p.views.times(2));
  // @ts-expect-error a text has no sum
  await posts.sum('title');
  // @ts-expect-error a relation has no maximum
  await posts.max('author');
  same<typeof page, Page<Post>>();
  const page = await posts.paginate({ page: 1, size: 20 });
  same<typeof ended, Post | null>();
  const ended = await posts.last();
  const changed: Post[] = await posts.filter({ id: 1 }).update({ views: 2 }, { returning: true });
  const howMany: number = await posts.filter({ id: 1 }).update({ views: 2 });
  await posts.filter({ id: 1 }).forUpdate({ skipLocked: true }).offset(1).distinct().first();
  await posts.unfiltered().delete();
  void [summed, priced, mean, latest, lowest, twice, page, ended, changed, howMany];

  await posts
    .filter({ id: 3 })
    .update({ title: 'x', views: (p) => p.views.plus(1), summary: null, status: PostStatus.Draft, price: (p) => p.price.times('1.1') });
  // @ts-expect-error generated
  await posts.update({ id: 3 });
  // @ts-expect-error not nullable
  await posts.update({ title: null });
  // @ts-expect-error a typo
  await posts.update({ titel: 'x' });
  // @ts-expect-error an expression of another type
  await posts.update({ views: (p) => p.title });
  // @ts-expect-error a relation is set by its key
  await posts.update({ author: 3 });
  await posts.increment('views', 2);
  // @ts-expect-error not a number
  await posts.increment('title');
  await posts.get(3);
  // @ts-expect-error the key is a number
  await posts.get('3');

  const made = await posts.create({
    title: 'x',
    price: '3',
    meta: { lang: 'en' },
    extra: {},
    editToken: 't',
    keywords: [],
    authorId: 3,
    editorId: null,
  });
  same<typeof made, Post>();
  // @ts-expect-error keywords and others are missing
  await posts.create({ title: 'x' });
  // @ts-expect-error generated
  await posts.create({ id: 3, title: 'x', price: '3', meta: { lang: 'en' }, extra: {}, editToken: 't', keywords: [], authorId: 3 });
  // @ts-expect-error a whole row carries generated values
  await posts.create(made);
}
void [queries];
