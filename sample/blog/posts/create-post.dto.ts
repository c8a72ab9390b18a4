// The body of POST /posts: every column that a caller may give.
import { CreateDto } from 'oxyde';
import { Post } from './post.entity.js';

export class CreatePost extends CreateDto(Post) {}
