// The body of PATCH /posts/:id: every column that may change, each optional.
import { PartialType, PickType } from '@nestjs/swagger';
import { Post } from './post.entity.js';

export class UpdatePost extends PartialType(PickType(Post, ['title', 'summary', 'body'] as const)) {}
