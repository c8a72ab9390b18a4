// The contents of the seed rows, made of their numbers.
import type { CreateOf } from 'oxyde';
import type { Comment } from '../comments/comment.entity.js';
import { type Post, PostStatus } from '../posts/post.entity.js';
import type { Tag } from '../tags/tag.entity.js';
import { Role, type User } from '../users/user.entity.js';

const firstNames = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Niklaus', 'Frances', 'Donald', 'Radia', 'Tony', 'Margaret'];
const lastNames = ['Novak', 'Okafor', 'Silva', 'Tanaka', 'Larsen', 'Haddad', 'Moreau', 'Kowalski', 'Singh', 'Weber'];
const subjects = ['Indexes', 'Transactions', 'Decorators', 'Queues', 'Types', 'Caches', 'Migrations', 'Streams', 'Tests', 'Errors'];
const angles = ['in practice', 'without fear', 'explained', 'at scale', 'for beginners', 'revisited', 'step by step', 'by example'];
const remarks = [
  'Thank you, this helped.',
  'I tried it and it works.',
  'Could you say more about this?',
  'I see it differently.',
  'Bookmarked.',
];

export const tagNames = ['nest', 'typescript', 'rust', 'sql', 'postgres', 'mysql', 'sqlite', 'testing', 'performance', 'design'] as const;

/** Posts have one or two tags. */
const tagsPerPost = [1, 2] as const;

export function userAt(index: number): CreateOf<User> {
  const first = pick(firstNames, index);
  const last = pick(lastNames, Math.floor(index / firstNames.length));
  const role = index === 0 ? Role.Admin : pick([Role.Author, Role.Reader], index);
  return { name: `${first} ${last}`, email: `${first}.${last}@example.com`.toLowerCase(), role };
}

export function postAt(index: number, authors: readonly User[]): CreateOf<Post> {
  const title = `${pick(subjects, scattered(index))} ${pick(angles, scattered(index + 7))}`;
  const isPublished = index % 4 !== 0;
  return {
    title,
    summary: index % 3 === 0 ? null : `${title}, in short.`,
    body: `${title}: this is post number ${index + 1}.`,
    views: scattered(index) % 5_000,
    status: isPublished ? PostStatus.Published : PostStatus.Draft,
    publishedAt: isPublished ? new Date(Date.UTC(2026, 0, 1 + (index % 300), 9)) : null,
    authorId: pick(authors, scattered(index)).id,
  };
}

export function commentAt(index: number, of: { readonly users: readonly User[]; readonly posts: readonly Post[] }): CreateOf<Comment> {
  const author = pick(of.users, scattered(index + 3));
  return { text: pick(remarks, index), postId: pick(of.posts, scattered(index)).id, authorId: author.id };
}

export function tagsOfPost(index: number, tags: readonly Tag[]): Tag[] {
  const count = pick(tagsPerPost, index);
  return Array.from({ length: count }, (_, position) => pick(tags, index + position * 3));
}

/** A number far from those of its neighbours, the same for the same index. */
function scattered(index: number): number {
  return Math.imul(index + 1, 2_654_435_761) >>> 8;
}

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('There is nothing to pick from.');
  return value;
}
