// The body of POST /users/:id/merge.
import { ApiProperty } from '@nestjs/swagger';
import { IsInt } from 'class-validator';

export class MergeUser {
  @ApiProperty({ description: 'The user who gets the posts and comments' })
  @IsInt()
  intoId!: number;
}
