// Posts: their routes, and the service that other modules use.
import { Module } from '@nestjs/common';
import { OxydeModule } from 'oxyde/nest';
import { TagsModule } from '../tags/tags.module.js';
import { Post } from './post.entity.js';
import { PostsController } from './posts.controller.js';
import { PostsService } from './posts.service.js';

@Module({
  imports: [OxydeModule.forFeature([Post]), TagsModule],
  controllers: [PostsController],
  providers: [PostsService],
  exports: [PostsService],
})
export class PostsModule {}
