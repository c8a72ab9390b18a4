// What can be done with tags.
import { Injectable } from '@nestjs/common';
import { Repository } from 'oxyde';
import { InjectRepository } from 'oxyde/nest';
import { PostTag } from './post-tag.entity.js';
import { Tag } from './tag.entity.js';

@Injectable()
export class TagsService {
  constructor(
    @InjectRepository(Tag) private readonly tags: Repository<Tag>,
    @InjectRepository(PostTag) private readonly links: Repository<PostTag>,
  ) {}

  list(): Promise<Tag[]> {
    return this.tags.orderBy('name').all();
  }

  /** Makes these the tags of a post; names that are not known yet become tags. */
  async assign(postId: number, names: readonly string[]): Promise<void> {
    await this.links.filter({ postId }).delete();
    const wanted = [...new Set(names)];
    await this.tags.bulkCreate(
      wanted.map((name) => ({ name })),
      { onConflict: { target: ['name'], update: ['name'] } },
    );
    const tags = await this.tags.filter({ name: { in: wanted } }).all();
    await this.links.bulkCreate(tags.map(({ id }) => ({ postId, tagId: id })));
  }
}
