// The first rows of an empty database.
import { Module } from '@nestjs/common';
import { OxydeModule } from 'oxyde/nest';
import { Comment } from '../comments/comment.entity.js';
import { Post } from '../posts/post.entity.js';
import { PostTag } from '../tags/post-tag.entity.js';
import { Tag } from '../tags/tag.entity.js';
import { User } from '../users/user.entity.js';
import { SeedService } from './seed.service.js';

@Module({ imports: [OxydeModule.forFeature([User, Post, Comment, Tag, PostTag])], providers: [SeedService] })
export class SeedModule {}
