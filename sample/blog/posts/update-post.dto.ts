// The body of PATCH /posts/:id: every column that may change, each optional.
import { UpdateDto } from 'oxyde';
import { Post } from './post.entity.js';

export class UpdatePost extends UpdateDto(Post, { pick: ['title', 'summary', 'body'] }) {}
