// One query over six tables, and the exact type of its rows; this file is only compiled.
// oxlint-disable no-unused-expressions, no-unused-vars, no-unsafe-optional-chaining -- that it compiles, or does not, is all that is asked.
import { avg, count, rank, type Loaded, type Many, type One, type Repository } from 'oxyde';
import type { Comment } from './entities/comment.js';
import type { Company } from './entities/company.js';
import { PostStatus, type Post } from './entities/post.js';
import type { Tag } from './entities/tag.js';
import type { User } from './entities/user.js';
import { same, type Flat } from './same.js';

declare const posts: Repository<Post>;

/** Posts, authors, companies, editors, comments with their authors, tags through post_tags. */
async function newsPage(): Promise<void> {
  const page = await posts
    .filter({ status: PostStatus.Published, author: { company: { city: { isNull: false } } }, tags: { name: { in: ['sql', 'rust'] } } })
    .join({ author: { company: true }, editor: true })
    .prefetch({
      comments: { filter: { hidden: false }, orderBy: ['-createdAt', 'id'], limit: 3, join: { author: true } },
      tags: { orderBy: 'name' },
    })
    .annotate((p) => ({
      opinions: count(p.comments, { filter: (c) => c.hidden.eq(false) }),
      rating: avg(p.comments, (c) => c.rating),
      place: rank().over({ partitionBy: p.author.companyId, orderBy: [p.views.desc(), p.id] }),
    }))
    .filter({ place: { lte: 5 }, opinions: { gt: 0 } })
    .orderBy('place', '-opinions', 'author.name', 'id')
    .limit(20)
    .all();
  type News = (typeof page)[number];
  const news = page[0]!;
  same<Flat<Omit<News, keyof Post>>, { opinions: number; rating: number | null; place: number }>();
  same<Flat<News['author']>['company'], One<Company> & Company>();
  same<News['editor'], (One<User> | null) & (User | null)>();
  same<News['tags'], Many<Tag> & Tag[]>();
  same<News['comments'][number]['author']['name'], string>();
  const asPost: Post = news;
  const asLoaded: Loaded<Post, { author: { company: true }; editor: true }> = news;
  const city: string | null = news.author.company.city;
  const editor: string | undefined = news.editor?.name;
  const commenter: string | undefined = news.comments[0]?.author.name;
  const tag: string | undefined = news.tags[0]?.name;
  news.slugify();
  // @ts-expect-error not loaded
  news.comments[0]?.author.company.name;
  // @ts-expect-error not loaded
  news.author.posts.length;
  // @ts-expect-error null is checked
  news.editor.name;
  // @ts-expect-error null is checked
  news.rating.toFixed();
  // @ts-expect-error no such annotation
  news.rank;
}
void [newsPage];
