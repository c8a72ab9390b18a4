// The routes of comments.
import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { inputOf, type Loaded } from 'oxyde';
import { Comment } from './comment.entity.js';
import { CommentsService } from './comments.service.js';

@ApiTags('comments')
@Controller('comments')
export class CommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Get()
  list(@Query('postId', ParseIntPipe) postId: number): Promise<Loaded<Comment, { author: true }>[]> {
    return this.comments.ofPost(postId);
  }

  @Post()
  create(@Body() body: Comment): Promise<Comment> {
    return this.comments.create(inputOf(body));
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    return this.comments.remove(id);
  }
}
