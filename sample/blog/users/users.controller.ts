// The routes of users.
import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { inputOf } from 'oxyde';
import type { Page } from '../common/page.js';
import { MergeUser } from './merge-user.dto.js';
import { UpdateUser } from './update-user.dto.js';
import { User } from './user.entity.js';
import { UserQuery } from './user.query.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  list(@Query() query: UserQuery): Promise<Page<User>> {
    return this.users.list(query);
  }

  @Get(':id')
  get(@Param('id', ParseIntPipe) id: number): Promise<User> {
    return this.users.get(id);
  }

  @Post()
  create(@Body() body: User): Promise<User> {
    return this.users.create(inputOf(body));
  }

  @Patch(':id')
  change(@Param('id', ParseIntPipe) id: number, @Body() body: UpdateUser): Promise<User> {
    return this.users.change(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseIntPipe) id: number): Promise<void> {
    return this.users.remove(id);
  }

  @Post(':id/merge')
  @HttpCode(200)
  merge(@Param('id', ParseIntPipe) id: number, @Body() { intoId }: MergeUser): Promise<User> {
    return this.users.merge(id, intoId);
  }
}
