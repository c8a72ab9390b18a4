// Comments: their routes, and the service that other modules use.
import { Module } from '@nestjs/common';
import { OxydeModule } from 'oxyde/nest';
import { Comment } from './comment.entity.js';
import { CommentsController } from './comments.controller.js';
import { CommentsService } from './comments.service.js';

@Module({
  imports: [OxydeModule.forFeature([Comment])],
  controllers: [CommentsController],
  providers: [CommentsService],
  exports: [CommentsService],
})
export class CommentsModule {}
