// Creates missing tables, and about 2,000 rows when the database is empty: the same ones every time.
import { Injectable } from '@nestjs/common';
import { DataSource, Repository } from 'oxyde';
import { InjectRepository } from 'oxyde/nest';
import { Comment } from '../comments/comment.entity.js';
import { Post } from '../posts/post.entity.js';
import { PostTag } from '../tags/post-tag.entity.js';
import { Tag } from '../tags/tag.entity.js';
import { User } from '../users/user.entity.js';
import { commentAt, postAt, tagNames, tagsOfPost, userAt } from './seed-data.js';

const amounts = { users: 100, posts: 400, comments: 900 };

@Injectable()
export class SeedService {
  constructor(
    private readonly dataSource: DataSource,
    @InjectRepository(User) private readonly users: Repository<User>,
    @InjectRepository(Post) private readonly posts: Repository<Post>,
    @InjectRepository(Comment) private readonly comments: Repository<Comment>,
    @InjectRepository(Tag) private readonly tags: Repository<Tag>,
    @InjectRepository(PostTag) private readonly links: Repository<PostTag>,
  ) {}

  async prepare(): Promise<void> {
    await this.dataSource.createTables();
    if (!(await this.users.exists())) await this.dataSource.transaction(() => this.#fill());
  }

  async #fill(): Promise<void> {
    const users = await this.users.bulkCreate(times(amounts.users, userAt));
    const tags = await this.tags.bulkCreate(tagNames.map((name) => ({ name })));
    const posts = await this.posts.bulkCreate(times(amounts.posts, (index) => postAt(index, users)));
    await this.comments.bulkCreate(times(amounts.comments, (index) => commentAt(index, { users, posts })));
    await this.links.bulkCreate(posts.flatMap((post, index) => tagsOfPost(index, tags).map((tag) => ({ postId: post.id, tagId: tag.id }))));
  }
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
