// The query string of GET /users.
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { PageQuery } from '../common/page.js';

export class UserQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'A part of the name or of the e-mail address' })
  @IsOptional()
  @IsString()
  q?: string;
}
