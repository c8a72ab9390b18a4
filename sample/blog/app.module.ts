// The root of the blog: its database, its modules, and what holds for every route.
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { OxydeExceptionFilter, OxydeModule, OxydeValidationPipe } from 'oxyde/nest';
import { CommentsModule } from './comments/comments.module.js';
import { databaseUrl } from './database-url.js';
import { PostsModule } from './posts/posts.module.js';
import { SeedModule } from './seed/seed.module.js';
import { TagsModule } from './tags/tags.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    OxydeModule.forRootAsync({ useFactory: () => ({ url: databaseUrl(), slowQueryThreshold: 500 }) }),
    UsersModule,
    PostsModule,
    CommentsModule,
    TagsModule,
    SeedModule,
  ],
  providers: [
    { provide: APP_PIPE, useFactory: () => new OxydeValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }) },
    { provide: APP_FILTER, useClass: OxydeExceptionFilter },
  ],
})
export class AppModule {}
