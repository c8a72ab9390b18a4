// What can be done with comments.
import { Injectable } from '@nestjs/common';
import { type CreateOf, type Loaded, Repository } from 'oxyde';
import { InjectRepository } from 'oxyde/nest';
import { Comment } from './comment.entity.js';

@Injectable()
export class CommentsService {
  constructor(@InjectRepository(Comment) private readonly comments: Repository<Comment>) {}

  ofPost(postId: number): Promise<Loaded<Comment, { author: true }>[]> {
    return this.comments.filter({ postId }).join({ author: true }).orderBy('createdAt', 'id').all();
  }

  create(input: CreateOf<Comment>): Promise<Comment> {
    return this.comments.create(input);
  }

  async remove(id: number): Promise<void> {
    await this.comments.get(id);
    await this.comments.filter({ id }).delete();
  }

  /** Gives all comments of one user to another. */
  moveAll(fromAuthorId: number, toAuthorId: number): Promise<number> {
    return this.comments.filter({ authorId: fromAuthorId }).update({ authorId: toAuthorId });
  }
}
