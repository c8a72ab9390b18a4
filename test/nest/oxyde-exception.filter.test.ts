// HTTP answers to errors of the database, on Express and Fastify.
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ArgumentsHost,
  Body,
  Controller,
  Delete,
  Get,
  type INestApplication,
  Module,
  Param,
  ParseIntPipe,
  Post,
} from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { NotFoundError } from 'oxyde';
import { OxydeExceptionFilter, OxydeModule } from 'oxyde/nest';
import { createTestDatabase, dialects, type TestDatabase } from '../support/test-database.js';
import { Author, Book, Shelf } from './shelf.js';

@Controller()
class ShelfController {
  constructor(private readonly shelf: Shelf) {}

  @Get('books/:id')
  book(@Param('id', ParseIntPipe) id: number): Promise<Book> {
    return this.shelf.books.get(id);
  }

  @Post('authors')
  author(@Body() body: { name: string }): Promise<Author> {
    return this.shelf.authors.create(body);
  }

  @Post('books')
  write(@Body() body: { title: string; authorId: number; pages?: number }): Promise<Book> {
    return this.shelf.books.create(body);
  }

  @Delete('authors/:id')
  async remove(@Param('id', ParseIntPipe) id: number): Promise<number> {
    return this.shelf.authors.filter({ id }).delete();
  }

  @Get('crowded')
  async crowded(): Promise<void> {
    const hold = this.shelf.dataSource.transaction(() => new Promise((resolve) => setTimeout(resolve, 600)));
    try {
      await this.shelf.dataSource.transaction(async () => undefined);
    } finally {
      await hold;
    }
  }
}

const platforms = { express: undefined, fastify: FastifyAdapter } as const;

describe.each(dialects.flatMap((dialect) => Object.keys(platforms).map((platform) => [platform, dialect] as const)))(
  'on %s with %s',
  (platform, dialect) => {
    let app: INestApplication;
    let database: TestDatabase;

    beforeAll(async () => {
      database = await createTestDatabase(dialect);
      app = await start(platform as keyof typeof platforms, database.url);
      await app.get(Shelf).dataSource.createTables();
      await app.get(Shelf).authors.create({ name: 'Ada' });
      await app.get(Shelf).books.create({ title: 'Notes', authorId: 1 });
    });
    afterAll(async () => {
      await app.close();
      await database.drop();
    });

    const http = () => request(app.getHttpServer() as Parameters<typeof request>[0]);

    test('a missing row is 404', async () => {
      const { status, body } = await http().get('/books/99');
      expect([status, body]).toEqual([
        404,
        expect.objectContaining({ statusCode: 404, error: 'Not Found', code: expect.stringMatching(/^OXY-/) }),
      ]);
    });

    test('a duplicate is 409 and names the constraint', async () => {
      const { status, body, text } = await http().post('/authors').send({ name: 'Ada' });
      expect(status).toBe(409);
      expect(body.constraint).toMatch(/authors|name/);
      expect(text).not.toMatch(/insert|values|Ada"/i);
    });

    test('a row that is referred to is 409', async () => {
      expect((await http().delete('/authors/1')).status).toBe(409);
    });

    test('a reference to nothing is 409', async () => {
      expect((await http().post('/books').send({ title: 'Lost', authorId: 99 })).status).toBe(409);
    });

    test('a broken check is 400', async () => {
      const { status, body } = await http().post('/books').send({ title: 'Empty', authorId: 1, pages: 0 });
      expect([status, body.statusCode]).toEqual([400, 400]);
    });

    test('an invalid value is 400 and says which', async () => {
      const { status, body } = await http().post('/authors').send({ name: 'a name of more than twenty characters' });
      expect(status).toBe(400);
      expect(JSON.stringify(body.message)).toMatch(/name must be shorter than or equal to 20 characters/);
    });

    test('a key that does not exist in the class is 400', async () => {
      expect((await http().post('/authors').send({ name: 'Eve', admin: true })).status).toBe(400);
    });

    if (dialect !== 'sqlite') {
      test('an exhausted pool is 503', async () => {
        const { status, body } = await http().get('/crowded');
        expect([status, body.statusCode]).toEqual([503, 503]);
      });
    }
  },
);

test('other contexts than HTTP get the error itself', async () => {
  const module = await Test.createTestingModule({
    providers: [OxydeExceptionFilter, { provide: HttpAdapterHost, useValue: {} }],
  }).compile();
  const error = new NotFoundError({ entity: 'Book' });
  const host = { getType: () => 'rpc' } as unknown as ArgumentsHost;
  const filter = module.get(OxydeExceptionFilter);
  expect(() => Reflect.apply(filter.catch, filter, [error, host])).toThrow(error);
});

async function start(platform: keyof typeof platforms, url: string): Promise<INestApplication> {
  @Module({
    imports: [OxydeModule.forRoot({ url, pool: { max: 1, acquireTimeout: 200 } }), OxydeModule.forFeature([Author, Book])],
    controllers: [ShelfController],
    providers: [Shelf, { provide: APP_FILTER, useClass: OxydeExceptionFilter }],
  })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const adapter = platforms[platform];
  const app = adapter ? module.createNestApplication<NestFastifyApplication>(new adapter()) : module.createNestApplication();
  app.useLogger(false);
  await app.init();
  if (adapter) await (app.getHttpAdapter().getInstance() as { ready(): Promise<void> }).ready();
  return app;
}
