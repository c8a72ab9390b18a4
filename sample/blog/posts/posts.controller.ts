// The routes of posts.
import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Patch, Post as PostRoute, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Loaded } from 'oxyde';
import type { Page } from '../common/page.js';
import { CreatePost } from './create-post.dto.js';
import type { Post } from './post.entity.js';
import { PostQuery } from './post.query.js';
import { PostsService } from './posts.service.js';
import { SetTags } from './set-tags.dto.js';
import { UpdatePost } from './update-post.dto.js';

@ApiTags('posts')
@Controller('posts')
export class PostsController {
  constructor(private readonly posts: PostsService) {}

  @Get()
  list(@Query() query: PostQuery): Promise<Page<Loaded<Post, { author: true }>>> {
    return this.posts.list(query);
  }

  /** A post with its author, its comments and their authors, and its tags. */
  @Get(':id')
  get(@Param('id', ParseIntPipe) id: number) {
    return this.posts.get(id);
  }

  @PostRoute()
  create(@Body() body: CreatePost): Promise<Post> {
    return this.posts.create(body);
  }

  @Patch(':id')
  change(@Param('id', ParseIntPipe) id: number, @Body() body: UpdatePost): Promise<Post> {
    return this.posts.change(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    return this.posts.remove(id);
  }

  @PostRoute(':id/publish')
  @HttpCode(200)
  publish(@Param('id', ParseIntPipe) id: number): Promise<Post> {
    return this.posts.publish(id);
  }

  @PostRoute(':id/views')
  @HttpCode(204)
  view(@Param('id', ParseIntPipe) id: number): Promise<void> {
    return this.posts.view(id);
  }

  @Put(':id/tags')
  setTags(@Param('id', ParseIntPipe) id: number, @Body() { names }: SetTags) {
    return this.posts.setTags(id, names);
  }
}
