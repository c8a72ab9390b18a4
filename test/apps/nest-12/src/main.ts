// A Nest app that installed oxyde from its tarballs: starts, creates a table on SQLite, writes a row and reads it.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Column, type DataSource, Entity, Generated, Id, Repository } from 'oxyde';
import { InjectDataSource, InjectRepository, OxydeModule } from 'oxyde/nest';

@Entity()
class User {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50 }) name!: string;
}

@Injectable()
class Users {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @InjectRepository(User) private readonly users: Repository<User>,
  ) {}

  async readBack(name: string): Promise<User> {
    await this.dataSource.createTables();
    const { id } = await this.users.create({ name });
    return this.users.get({ id });
  }
}

@Module({ imports: [OxydeModule.forRoot({ url: 'sqlite::memory:' }), OxydeModule.forFeature([User])], providers: [Users] })
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const user = await app.get(Users).readBack('Ada');
  console.log(`${user.constructor.name} ${user.id} ${user.name}`);
  await app.close();
}

void main();
