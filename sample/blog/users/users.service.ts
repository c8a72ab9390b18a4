// What can be done with users.
import { Injectable } from '@nestjs/common';
import { type CreateOf, DataSource, Repository, type UpdateOf } from 'oxyde';
import { InjectRepository } from 'oxyde/nest';
import { CommentsService } from '../comments/comments.service.js';
import { type Page, pageOf } from '../common/page.js';
import { PostsService } from '../posts/posts.service.js';
import { User } from './user.entity.js';
import type { UserQuery } from './user.query.js';

@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly posts: PostsService,
    private readonly comments: CommentsService,
    private readonly dataSource: DataSource,
  ) {}

  list({ q, ...page }: UserQuery): Promise<Page<User>> {
    const found = q === undefined ? this.users : this.users.filter({ or: [{ name: { icontains: q } }, { email: { icontains: q } }] });
    return pageOf(found.orderBy('name', 'id'), page);
  }

  get(id: number): Promise<User> {
    return this.users.get(id);
  }

  create(input: CreateOf<User>): Promise<User> {
    return this.users.create(input);
  }

  async change(id: number, patch: UpdateOf<User>): Promise<User> {
    await this.users.filter({ id }).update(patch);
    return this.users.get(id);
  }

  async remove(id: number): Promise<void> {
    await this.users.get(id);
    await this.users.filter({ id }).delete();
  }

  /**
   * Gives all that one user wrote to another, and removes the first: all of it or nothing. The other services know nothing of the
   * transaction, their repositories take part in it because they are called inside.
   */
  async merge(id: number, intoId: number): Promise<User> {
    return this.dataSource.transaction(async () => {
      const into = await this.users.get(intoId);
      await this.posts.moveAll(id, intoId);
      await this.comments.moveAll(id, intoId);
      await this.remove(id);
      return into;
    });
  }
}
