// Tags: their route, and the service that gives them to posts.
import { Module } from '@nestjs/common';
import { OxydeModule } from 'oxyde/nest';
import { PostTag } from './post-tag.entity.js';
import { Tag } from './tag.entity.js';
import { TagsController } from './tags.controller.js';
import { TagsService } from './tags.service.js';

@Module({
  imports: [OxydeModule.forFeature([Tag, PostTag])],
  controllers: [TagsController],
  providers: [TagsService],
  exports: [TagsService],
})
export class TagsModule {}
