// Shutdown: requests that were taken are answered, then the data source is closed.
import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource, Repository } from 'oxyde';
import { InjectRepository, OxydeModule } from 'oxyde/nest';
import { createTestDatabase, dialects } from '../support/test-database.js';
import { Author } from './shelf.js';

@Controller('authors')
class SlowController {
  static arrived = 0;

  constructor(@InjectRepository(Author) private readonly authors: Repository<Author>) {}

  @Get()
  async list(): Promise<number> {
    SlowController.arrived += 1;
    await pause(200);
    return this.authors.count();
  }
}

test.each(dialects)('requests under way are answered before the data source closes (%s)', async (dialect) => {
  const database = await createTestDatabase(dialect);
  @Module({
    imports: [OxydeModule.forRoot({ url: database.url }), OxydeModule.forFeature([Author])],
    controllers: [SlowController],
  })
  class AppModule {}
  const app = (await Test.createTestingModule({ imports: [AppModule] }).compile()).createNestApplication();
  const dataSource = app.get(DataSource);
  await dataSource.createTables();
  await app.listen(0, '127.0.0.1');
  SlowController.arrived = 0;
  const answers = Array.from({ length: 5 }, async () =>
    (await fetch(`${await app.getUrl()}/authors`, { headers: { connection: 'close' } })).text(),
  );
  while (SlowController.arrived < 5) await pause(5);
  await app.close();
  expect(await Promise.all(answers)).toEqual(['0', '0', '0', '0', '0']);
  await expect(dataSource.repository(Author).count()).rejects.toThrow();
  await database.drop();
});

test('an app may be closed twice', async () => {
  const module = await Test.createTestingModule({ imports: [OxydeModule.forRoot({ url: 'sqlite::memory:' })] }).compile();
  await module.close();
  await module.close();
});
