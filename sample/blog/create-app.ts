// Makes the app with its tables, its first rows and its OpenAPI page; nothing listens yet.
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { SeedService } from './seed/seed.service.js';

export async function createApp(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], abortOnError: false });
  try {
    addDocumentation(app);
    await app.get(SeedService).prepare();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function addDocumentation(app: INestApplication): void {
  const description = 'Users, posts, comments and tags. The entity classes are the bodies of the requests.';
  const config = new DocumentBuilder().setTitle('Blog on Oxyde').setDescription(description).setVersion('1').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config));
}
