// Brands, rows, inputs and loaded relations as types; this file is only compiled.
// oxlint-disable no-unused-expressions, no-unused-vars, no-unsafe-optional-chaining -- that it compiles, or does not, is all that is asked.
import type { Bare, CreateOf, Decimal, Loaded, Many, RowOf, UpdateOf, ViewOf } from 'oxyde';
import type { Comment } from './entities/comment.js';
import { PostStatus, type Post } from './entities/post.js';
import type { User } from './entities/user.js';
import { same, type Flat } from './same.js';

declare const post: Post;

const readId: number = post.id;
const readDate: Date = post.createdAt;
const readFlag: boolean = ({} as Comment).hidden;
post.views = 3;
post.status = PostStatus.Published;
post.createdAt = new Date();
post.price = '12.50';
post.editToken = 'secret';
// Limits of HasDefault on an enum: a tagged literal is no property key, and a switch needs its `default`.
const labels: Record<PostStatus, string> = { [PostStatus.Draft]: 'd', [PostStatus.Published]: 'p' };
// @ts-expect-error TS7053: cannot be used to index
const label1 = labels[({} as Post).status];
const label2: string = labels[{} as Bare<Post['status']>] + labels[({} as User).plan === 'free' ? PostStatus.Draft : PostStatus.Published];
const plans: Record<User['plan'], number> = { free: 0, paid: 1 };
const plan: number = plans[({} as User).plan];
function exhaustive(s: Post['status'], t: User['plan']): number {
  switch (s) {
    case PostStatus.Draft:
      return 1;
    case PostStatus.Published:
      return 2;
    default:
      s satisfies never;
  }
  switch (t) {
    case 'free':
      return 1;
    case 'paid':
      return 2;
  }
}
same<'plan' extends keyof CreateOf<User> ? true : false, true>();
same<undefined extends { [K in 'plan']: CreateOf<User>[K] }['plan'] ? true : false, true>();
post.slugify();
// @ts-expect-error Property 'name' does not exist on type 'One<User>'
post.author.name;
// @ts-expect-error Property 'length' does not exist on type 'Many<Comment>'
post.comments.length;
// @ts-expect-error an unloaded relation is not the entity
const unloaded: User = post.author;
void unloaded;

same<
  Flat<RowOf<Comment>>,
  { id: number; text: string; hidden: boolean; rating: number | null; postId: number; authorId: number; createdAt: Date }
>();
same<
  Flat<CreateOf<Comment>>,
  { text: string; postId: number; authorId: number; hidden?: boolean; rating?: number | null; id?: never; createdAt?: never }
>();
same<
  Flat<UpdateOf<Comment>>,
  { text?: string; postId?: number; authorId?: number; hidden?: boolean; rating?: number | null; id?: never; createdAt?: never }
>();
same<RowOf<Post>['price'], Decimal>();
same<RowOf<Post>['extra'], Record<string, unknown>>();
same<'editToken' extends keyof ViewOf<Post> ? true : false, false>();
same<'initials' extends keyof RowOf<User> ? true : false, false>();
// @ts-expect-error RowOf has no relations
export type NoRelation = RowOf<Post>['author'];

function card(p: Loaded<Post, { author: { company: true }; comments: true; editor: true }>): string {
  same<typeof p.comments, Many<Comment> & Comment[]>();
  const c0: Comment | undefined = p.comments[0];
  const editor: string = p.editor?.name ?? '';
  // @ts-expect-error null is checked
  p.editor.name;
  // @ts-expect-error not loaded at the second level
  p.comments[0]!.author.name;
  return c0?.text + p.title + p.author.name + p.author.company.name + editor;
}
void [label1, label2, plan, card, exhaustive, readId, readDate, readFlag];
