// What an editor does with queries: a property of an entity is found and renamed in keys and lambdas; typos get telling messages.
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compile, openInEditor, pathOf } from '../../scripts/type-project.mjs';
import { root } from '../support/house.js';

const entityPath = join(root, 'test/types/entities/post.ts');

/** A file of queries, and the places that `@` marks in it. */
function markedFile(code: string): { text: string; places: number[] } {
  const head = `import { avg, count, cte, exists, max, rank, subquery, type Repository } from 'oxyde';
import type { Comment } from './entities/comment.js';
import type { Post } from './entities/post.js';
declare const posts: Repository<Post>;
declare const comments: Repository<Comment>;
export const used = [avg, count, cte, exists, max, rank, subquery, comments];
`;
  const parts = (head + code).split('@');
  const places = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('').length);
  return { text: parts.join(''), places };
}

/** Where the references of `property` of Post are, in a file of these queries. */
function referencesIn(property: string, code: string): { found: number[]; places: number[]; renamed: number[] } {
  const { text, places } = markedFile(code);
  const path = pathOf('editor-queries');
  const { service } = openInEditor(new Map([[path, text]]));
  const position = readFileSync(entityPath, 'utf8').indexOf(` ${property}!:`) + 1;
  const references = service.getReferencesAtPosition(entityPath, position) ?? [];
  const renames = service.findRenameLocations(entityPath, position, false, false, { providePrefixAndSuffixTextForRename: false }) ?? [];
  const here = (list: readonly { fileName: string; textSpan: { start: number } }[]): number[] =>
    list
      .filter(({ fileName }) => basename(fileName) === basename(path))
      .map(({ textSpan }) => textSpan.start)
      .sort((a, b) => a - b);
  return { found: here(references), places, renamed: here(renames) };
}

const viewsCode = `
export const flat = posts.filter({ @views: 3, or: [{ @views: { gt: 3 } }, { not: { @views: 1 } }] }).exclude({ @views: 4 });
export const through = comments.filter({ post: { @views: 3 } });
export const lambda = posts.filter((p) => p.@views.gt(p.likes).or(p.author.posts.some((q) => q.@views.eq(1))));
export const order = posts.orderBy((p) => [p.@views.desc(), p.id]);
export const picked = posts.values((p) => ({ id: p.id, n: p.@views.plus(1) }));
export const annotated = posts.annotate((p) => ({ n: p.@views.plus(1) })).filter({ n: 3, @views: 4 }).filter((p) => p.n.gt(p.@views));
export const groups = posts.groupBy((p) => ({ v: p.@views })).aggregate((p) => ({ most: max(p.@views) }));
export const places = posts.annotate((p) => ({ place: rank().over({ partitionBy: p.status, orderBy: p.@views.desc() }) }));
export const inner = comments.annotate((c) => ({ views: subquery(posts.filter((p) => p.id.eq(c.postId)).valuesList((p) => p.@views)) }));
export const some = comments.filter((c) => exists(posts.filter((p) => p.id.eq(c.postId).and(p.@views.gt(c.post.@views)))));
export const table = cte('t', posts.filter({ @views: 1 })).filter((p) => p.@views.gt(2));
export const both = posts.filter({ @views: 1 }).union(posts.filter({ @views: 2 })).filter({ @views: 3 });
export const joined = comments.joinQuery('own', posts, (c, p) => c.postId.eq(p.@views)).values((c) => ({ n: c.own.@views }));
export const fetched = posts.prefetch({ author: { prefetch: { posts: { filter: { @views: 1 } } } } });
export const change = posts.filter({ id: 1 }).update({ @views: (p) => p.@views.plus(1) });
export const rows = posts.all().then(([row]) => row?.@views);
export const valued = posts.values('views').all().then(([row]) => row?.@views);
`;

test('a column is found and renamed in filters, lambdas, annotations, groups, windows, subqueries, unions and changes', () => {
  const { found, renamed, places } = referencesIn('views', viewsCode);
  expect(found).toEqual(places);
  expect(renamed).toEqual(places);
}, 60_000);

test('a relation is found and renamed in filters, loading and aggregates', () => {
  const { found, renamed, places } = referencesIn(
    'comments',
    `
export const filtered = posts.filter({ @comments: { hidden: false } });
export const some = posts.filter((p) => p.@comments.some((c) => c.hidden));
export const fetched = posts.prefetch({ @comments: { limit: 3 } }).first().then((row) => row?.@comments[0]);
export const counted = posts.annotate((p) => ({ n: count(p.@comments), mean: avg(p.@comments, (c) => c.rating) }));
`,
  );
  expect(found).toEqual(places);
  expect(renamed).toEqual(places);
}, 60_000);

const refusals: readonly (readonly [code: string, message: RegExp])[] = [
  [`posts.filter({ author: { nam: 'x' } })`, /'nam' does not exist in type 'Where<User>'/],
  [`posts.filter({ views: { icontains: 'x' } })`, /'icontains' does not exist in type 'OrderedLookup<number>'/],
  [`posts.filter((p) => p.veiws.gt(1))`, /Property 'veiws' does not exist on type 'Cols<Post>'. Did you mean 'views'\?/],
  [`posts.annotate((p) => ({ title: p.views }))`, /NameIsTaken<"title">/],
  [`posts.annotate((p) => ({ n: count(p.comments, { filter: (c) => c.hiden }) }))`, /'hiden' does not exist on type 'Cols<Comment>'/],
  [`posts.groupBy('status').aggregate(() => ({ status: count() }))`, /NameIsTaken<"status">/],
  [`posts.groupBy('status').aggregate(() => ({ n: count() })).filter({ title: 'x' })`, /'title' does not exist in type/],
  [`posts.union(comments)`, /RowsMustBeAlike/],
  [`posts.values('id', 'title').union(posts.values('id'))`, /RowsMustBeAlike/],
  [
    `posts.filter({ authorId: { in: posts.valuesList('title') } })`,
    /'Query<Post, string, {}>' is not assignable to type 'readonly number\[\] \| Listed<number \| null>/,
  ],
  [`posts.filter((p) => exists(comments.filter((c) => c.text.eq(p.id))))`, /not assignable to parameter of type 'Operand<string>'/],
  [`posts.joinQuery('title', comments, (p, c) => c.postId.eq(p.id))`, /NameIsTaken<"title">/],
  [`posts.values('titel')`, /'"titel"' is not assignable to parameter of type/],
  [`posts.valuesList('comments')`, /'"comments"' is not assignable to parameter of type/],
  [`posts.prefetch({ comments: { filter: { hiden: false } } })`, /'hiden' does not exist in type 'Filter<Comment>'/],
  [`posts.update({ id: 3 })`, /Type 'number' is not assignable to type 'WrittenByTheDatabase'/],
];

test('refusals say what is wrong', () => {
  const files = refusals.map(([code], at): [string, string] => [pathOf(`refusal-${at}`), markedFile(`export const wrong = ${code};`).text]);
  const { errors } = compile(new Map(files));
  // One error for each, in their order.
  expect(errors).toHaveLength(refusals.length);
  for (const [at, [code, message]] of refusals.entries()) expect(`${code}: ${errors[at]}`).toMatch(message);
}, 60_000);
