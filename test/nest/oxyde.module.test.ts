// Wiring of data sources and repositories in a Nest container.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Column, DataSource, Entity, Generated, Id, Repository } from 'oxyde';
import { getDataSourceToken, getRepositoryToken, InjectDataSource, InjectRepository, OxydeModule, type OxydeAsyncResult } from 'oxyde/nest';
import { Author, AuthorRepository, Book, Shelf } from './shelf.js';

const memory = { url: 'sqlite::memory:' };

/** Compiles a module, hands it to `use`, and closes it. */
async function within(metadata: Parameters<typeof Test.createTestingModule>[0], use: Use): Promise<void> {
  const module = await Test.createTestingModule(metadata).compile();
  try {
    await use(module);
  } finally {
    await module.close();
  }
}
type Use = (module: Awaited<ReturnType<ReturnType<typeof Test.createTestingModule>['compile']>>) => Promise<void> | void;

/** Why a module does not start. */
async function failureOf(metadata: Parameters<typeof Test.createTestingModule>[0]): Promise<string> {
  try {
    await within(metadata, () => undefined);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it started';
}

describe('forRoot and forFeature', () => {
  test('inject repositories and the data source', async () => {
    const imports = [OxydeModule.forRoot(memory), OxydeModule.forFeature([Author, Book])];
    await within({ imports, providers: [Shelf] }, async (module) => {
      const { dataSource, authors, books } = module.get(Shelf);
      await dataSource.createTables();
      const author = await authors.create({ name: 'Ursula' });
      await books.create({ title: 'The Dispossessed', authorId: author.id });
      expect(await books.join({ author: true }).get({ id: 1 })).toMatchObject({ title: 'The Dispossessed', author: { name: 'Ursula' } });
      expect(dataSource).toBeInstanceOf(DataSource);
    });
  });

  test('give one repository of an entity to all modules', async () => {
    @Module({ imports: [OxydeModule.forFeature([Author])], providers: [{ provide: 'theirs', useExisting: getRepositoryToken(Author) }] })
    class Other {}
    const imports = [OxydeModule.forRoot(memory), OxydeModule.forFeature([Author]), Other];
    await within({ imports, providers: [{ provide: 'ours', useExisting: getRepositoryToken(Author) }] }, (module) => {
      expect(module.get('ours', { strict: false })).toBe(module.get('theirs', { strict: false }));
    });
  });

  test('load the entities of all modules, and those that they relate to', async () => {
    const imports = [OxydeModule.forRoot(memory), OxydeModule.forFeature([Book])];
    await within({ imports }, (module) => {
      const { entities } = module.get(DataSource);
      expect(entities.map(({ name }) => name).sort()).toEqual(['Author', 'Book']);
    });
  });

  test('know two entities of one name apart', async () => {
    const first = Author;
    const second = namesake();
    expect(second.name).toBe(first.name);
    expect(getRepositoryToken(second)).not.toBe(getRepositoryToken(first));
  });

  test('let tests replace a repository', async () => {
    const stub = { count: () => Promise.resolve(7) };
    const builder = Test.createTestingModule({
      imports: [OxydeModule.forRoot(memory), OxydeModule.forFeature([Author, Book])],
      providers: [Shelf],
    });
    const module = await builder.overrideProvider(getRepositoryToken(Author)).useValue(stub).compile();
    await expect(module.get(Shelf).authors.count()).resolves.toBe(7);
    await module.close();
  });
});

describe('custom repositories', () => {
  test('are injected by their class', async () => {
    @Injectable()
    class Catalogue {
      constructor(
        readonly authors: AuthorRepository,
        @InjectRepository(AuthorRepository) readonly same: AuthorRepository,
      ) {}
    }
    const imports = [OxydeModule.forRoot(memory), OxydeModule.forFeature([AuthorRepository, Book])];
    await within({ imports, providers: [Catalogue] }, async (module) => {
      const { authors, same } = module.get(Catalogue);
      await module.get(DataSource).createTables();
      await authors.create({ name: 'Octavia' });
      expect(authors).toBeInstanceOf(AuthorRepository);
      expect(await authors.named('Octavia')).toBeInstanceOf(Author);
      expect(same).toBe(authors);
    });
  });

  test('may name their entity in forFeature', async () => {
    class Plain extends Repository<Author> {}
    const imports = [OxydeModule.forRoot(memory), OxydeModule.forFeature([{ entity: Author, repository: Plain }])];
    await within({ imports }, (module) => expect(module.get(Plain, { strict: false })).toBeInstanceOf(Plain));
  });

  test('may be providers with dependencies of their own', async () => {
    @Injectable()
    class Prefixed extends Repository<Author> {
      constructor(
        dataSource: DataSource,
        @Inject('prefix') readonly prefix: string,
      ) {
        super(dataSource, Author);
      }
    }
    const imports = [OxydeModule.forRoot({ ...memory, entities: [Author] })];
    await within({ imports, providers: [Prefixed, { provide: 'prefix', useValue: 'Dr. ' }] }, async (module) => {
      await module.get(DataSource).createTables();
      expect(module.get(Prefixed).prefix).toBe('Dr. ');
      expect(await module.get(Prefixed).count()).toBe(0);
    });
  });

  test('that do not say their entity are refused', () => {
    class Nameless extends Repository<Author> {}
    expect(() => OxydeModule.forFeature([Nameless])).toThrow(/Nameless.*static readonly entity/);
  });
});

describe('several data sources', () => {
  @Injectable()
  class Both {
    constructor(
      @InjectDataSource() readonly main: DataSource,
      @InjectDataSource('reports') readonly reports: DataSource,
      @InjectRepository(Author) readonly authors: Repository<Author>,
      @InjectRepository(Author, 'reports') readonly reported: Repository<Author>,
    ) {}
  }
  const imports = [
    OxydeModule.forRoot(memory),
    OxydeModule.forRootAsync({ name: 'reports', useFactory: () => memory }),
    OxydeModule.forFeature([Author]),
    OxydeModule.forFeature([Author], 'reports'),
  ];

  test('have repositories of their own', async () => {
    await within({ imports, providers: [Both] }, async (module) => {
      const { main, reports, authors, reported } = module.get(Both);
      await Promise.all([main.createTables(), reports.createTables()]);
      await reported.create({ name: 'Italo' });
      expect([main.name, reports.name]).toEqual(['default', 'reports']);
      expect([await authors.count(), await reported.count()]).toEqual([0, 1]);
    });
  });

  test('have names of their own', async () => {
    const twice = [OxydeModule.forRoot(memory), OxydeModule.forRoot(memory)];
    expect(await failureOf({ imports: twice })).toMatch(/two data sources named "default".*name of its own/);
  });

  test('may have the same name in different apps', async () => {
    await within({ imports: [OxydeModule.forRoot(memory)] }, () =>
      within({ imports: [OxydeModule.forRoot(memory)] }, (module) => expect(module.get(getDataSourceToken())).toBeInstanceOf(DataSource)),
    );
  });
});

describe('forRootAsync', () => {
  @Injectable()
  class Maker {
    createOxydeOptions(name: string): OxydeAsyncResult {
      return { ...memory, applicationName: name };
    }
  }
  @Module({ providers: [Maker, { provide: 'url', useValue: memory.url }], exports: [Maker, 'url'] })
  class Configuration {}

  test.each([
    ['useFactory', OxydeModule.forRootAsync({ imports: [Configuration], inject: ['url'], useFactory: async (url: string) => ({ url }) })],
    ['useClass', OxydeModule.forRootAsync({ useClass: Maker })],
    ['useExisting', OxydeModule.forRootAsync({ imports: [Configuration], useExisting: Maker })],
  ])('takes %s', async (_, root) => {
    await within({ imports: [root, OxydeModule.forFeature([Author])] }, async (module) => {
      await module.get(DataSource).createTables();
      const authors = module.get<Repository<Author>>(getRepositoryToken(Author), { strict: false });
      expect(await authors.count()).toBe(0);
    });
  });

  test('needs one of them', () => {
    expect(() => OxydeModule.forRootAsync({})).toThrow(/useFactory, useClass and useExisting/);
  });
});

describe('what is missing is named at start', () => {
  test('the data source', async () => {
    const message = await failureOf({ imports: [OxydeModule.forRoot(memory), OxydeModule.forFeature([Author], 'reports')] });
    expect(message).toMatch(/forFeature\(\[Author\]\) needs the data source "reports"; this app has "default".*name: 'reports'/);
  });

  test('an entity that is not loaded by itself', async () => {
    const root = OxydeModule.forRoot({ ...memory, entities: [Author], autoLoadEntities: false });
    expect(await failureOf({ imports: [root, OxydeModule.forFeature([Stray])] })).toMatch(/Stray/);
  });

  test('a class that is no entity', async () => {
    class Plain {}
    expect(await failureOf({ imports: [OxydeModule.forRoot(memory), OxydeModule.forFeature([Plain])] })).toMatch(/Plain/);
  });
});

@Entity()
class Stray {
  @Id() id!: Generated<number>;
}

function namesake(): typeof Author {
  @Entity({ table: 'other_authors' })
  class Author {
    @Id() id!: Generated<number>;
    @Column.string() name!: string;
  }
  return Author as unknown as typeof import('./shelf.js').Author;
}
