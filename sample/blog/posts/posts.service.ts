// What can be done with posts.
import { ConflictException, Injectable } from '@nestjs/common';
import { type CreateOf, DataSource, type Loaded, type Query, Repository, type UpdateOf } from 'oxyde';
import { InjectRepository } from 'oxyde/nest';
import { type Page, pageOf } from '../common/page.js';
import { TagsService } from '../tags/tags.service.js';
import { Post, PostStatus } from './post.entity.js';
import type { PostQuery } from './post.query.js';

/** A post with all that its page shows. */
type PostPage = Awaited<ReturnType<PostsService['get']>>;

@Injectable()
export class PostsService {
  constructor(
    @InjectRepository(Post) private readonly posts: Repository<Post>,
    private readonly tags: TagsService,
    private readonly dataSource: DataSource,
  ) {}

  list({ page, size, ...conditions }: PostQuery): Promise<Page<Loaded<Post, { author: true }>>> {
    const sorted = this.#matching(conditions).join({ author: true }).orderBy('-createdAt', '-id');
    return pageOf(sorted, { page, size });
  }

  get(id: number) {
    const comments = { orderBy: ['createdAt', 'id'], join: { author: true } } as const;
    return this.posts
      .filter({ id })
      .join({ author: true })
      .prefetch({ comments, tags: { orderBy: 'name' } })
      .get();
  }

  create(input: CreateOf<Post>): Promise<Post> {
    return this.posts.create(input);
  }

  async change(id: number, patch: UpdateOf<Post>): Promise<Post> {
    await this.posts.filter({ id }).update(patch);
    return this.posts.get(id);
  }

  async remove(id: number): Promise<void> {
    await this.posts.get(id);
    await this.posts.filter({ id }).delete();
  }

  /** Publishes a draft; of several requests at once, one wins. */
  async publish(id: number): Promise<Post> {
    const changed = await this.posts
      .filter({ id, status: PostStatus.Draft })
      .update({ status: PostStatus.Published, publishedAt: new Date() });
    const post = await this.posts.get(id);
    if (changed === 0) throw new ConflictException('The post is published already.');
    return post;
  }

  /** Counts a view; the database adds, so that no view is lost. */
  async view(id: number): Promise<void> {
    await this.posts.filter({ id }).update({ views: (post) => post.views.plus(1) });
  }

  /** Replaces the tags of a post: the service of tags takes part in this transaction. */
  setTags(id: number, names: readonly string[]): Promise<PostPage> {
    return this.dataSource.transaction(async () => {
      await this.posts.get(id);
      await this.tags.assign(id, names);
      return this.get(id);
    });
  }

  /** Gives all posts of one user to another. */
  moveAll(fromAuthorId: number, toAuthorId: number): Promise<number> {
    return this.posts.filter({ authorId: fromAuthorId }).update({ authorId: toAuthorId });
  }

  #matching({ status, author, tag, q }: Omit<PostQuery, 'page' | 'size'>): Query<Post, Post> {
    let found: Query<Post, Post> = this.posts;
    if (status !== undefined) found = found.filter({ status });
    if (author !== undefined) found = found.filter({ author: { name: { icontains: author } } });
    if (tag !== undefined) found = found.filter({ tags: { name: tag } });
    if (q !== undefined) found = found.filter({ or: [{ title: { icontains: q } }, { body: { icontains: q } }] });
    return found;
  }
}
