// Users: their routes, and the service that other modules use.
import { Module } from '@nestjs/common';
import { OxydeModule } from 'oxyde/nest';
import { CommentsModule } from '../comments/comments.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { User } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [OxydeModule.forFeature([User]), PostsModule, CommentsModule],
  controllers: [UsersController],
  providers: [UsersService],
})
export class UsersModule {}
