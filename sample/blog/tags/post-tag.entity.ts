// That a post has a tag.
import { BelongsTo, Entity, Generated, Id, One } from 'oxyde';
import { Post } from '../posts/post.entity.js';
import { Tag } from './tag.entity.js';

@Entity({ table: 'post_tags', indexes: [{ on: ['postId', 'tagId'], unique: true }] })
export class PostTag {
  @Id() id!: Generated<number>;
  postId!: number;
  @BelongsTo(() => Post, 'postId', { onDelete: 'cascade' }) post!: One<Post>;
  tagId!: number;
  @BelongsTo(() => Tag, 'tagId', { onDelete: 'cascade' }) tag!: One<Tag>;
}
