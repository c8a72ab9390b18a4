// The query string of GET /posts.
import { ApiProperty } from '@nestjs/swagger';
import { IsEnum, IsOptional, IsString } from 'class-validator';
import { PageQuery } from '../common/page.js';
import { PostStatus } from './post.entity.js';

export class PostQuery extends PageQuery {
  @ApiProperty({ required: false, enum: PostStatus })
  @IsOptional()
  @IsEnum(PostStatus)
  status?: PostStatus;

  @ApiProperty({ required: false, description: "A part of the author's name" })
  @IsOptional()
  @IsString()
  author?: string;

  @ApiProperty({ required: false, description: 'The name of a tag' })
  @IsOptional()
  @IsString()
  tag?: string;

  @ApiProperty({ required: false, description: 'A part of the title or of the body' })
  @IsOptional()
  @IsString()
  q?: string;
}
