// The bookshop of Django's pages on aggregation and expressions.
import {
  BelongsTo,
  Column,
  type DataSource,
  type Decimal,
  Entity,
  type Generated,
  HasMany,
  Id,
  ManyToMany,
  type Many,
  type One,
} from 'oxyde';

@Entity({ table: 'django_writers' })
export class Writer {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.int() age!: number;
  @ManyToMany(() => Book, { through: () => BookWriter }) books!: Many<Book>;
}

@Entity({ table: 'django_publishers' })
export class Publisher {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @HasMany(() => Book, 'publisher') books!: Many<Book>;
}

@Entity({ table: 'django_books' })
export class Book {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.int() pages!: number;
  @Column.decimal({ precision: 10, scale: 2 }) price!: Decimal;
  @Column.float() rating!: number;
  @Column.date() pubDate!: string;
  publisherId!: number;
  @BelongsTo(() => Publisher, 'publisherId') publisher!: One<Publisher>;
  @ManyToMany(() => Writer, { through: () => BookWriter }) authors!: Many<Writer>;
  @ManyToMany(() => Store, { through: () => StoreBook }) stores!: Many<Store>;
}

@Entity({ table: 'django_book_writers' })
export class BookWriter {
  @Id.natural() @Column.int() bookId!: number;
  @Id.natural() @Column.int() writerId!: number;
  @BelongsTo(() => Book, 'bookId') book!: One<Book>;
  @BelongsTo(() => Writer, 'writerId') writer!: One<Writer>;
}

@Entity({ table: 'django_stores' })
export class Store {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @ManyToMany(() => Book, { through: () => StoreBook }) books!: Many<Book>;
}

@Entity({ table: 'django_store_books' })
export class StoreBook {
  @Id.natural() @Column.int() storeId!: number;
  @Id.natural() @Column.int() bookId!: number;
  @BelongsTo(() => Store, 'storeId') store!: One<Store>;
  @BelongsTo(() => Book, 'bookId') book!: One<Book>;
}

export enum AccountType {
  Regular = 'R',
  Gold = 'G',
  Platinum = 'P',
}

@Entity({ table: 'django_clients' })
export class Client {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.timestamp() accountRegisteredOn!: Date;
  @Column.enum(AccountType) accountType!: AccountType;
}

@Entity({ table: 'django_companies' })
export class Company {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.string({ nullable: true }) ticker!: string | null;
  @Column.int() numEmployees!: number;
  @Column.int() numChairs!: number;
}

export const bookshopEntities = [Writer, Publisher, Book, BookWriter, Store, StoreBook, Client, Company];

/** Rows whose keys count from 1. */
export async function fillBookshop(dataSource: DataSource): Promise<void> {
  await dataSource.repository(Writer).bulkCreate([
    { name: 'Ada', age: 34 },
    { name: 'Bob', age: 35 },
    { name: 'Cy', age: 60 },
  ]);
  await dataSource.repository(Publisher).bulkCreate([{ name: 'BaloneyPress' }, { name: 'SalamiPress' }, { name: 'Empty' }]);
  const book = (name: string, pages: number, price: string, rating: number, publisherId: number, pubDate: string) => ({
    name,
    pages,
    price,
    rating,
    publisherId,
    pubDate,
  });
  await dataSource
    .repository(Book)
    .bulkCreate([
      book('Django for beginners', 300, '30.00', 4.5, 1, '2007-12-06'),
      book('Rust in depth', 500, '45.50', 5, 1, '2008-03-03'),
      book('SQL', 200, '19.99', 3.5, 2, '2008-06-23'),
      book('Django in depth', 900, '60.00', 4.5, 2, '1995-01-15'),
    ]);
  await dataSource.repository(BookWriter).bulkCreate([
    { bookId: 1, writerId: 1 },
    { bookId: 1, writerId: 2 },
    { bookId: 2, writerId: 2 },
    { bookId: 3, writerId: 3 },
    { bookId: 4, writerId: 1 },
  ]);
  await dataSource.repository(Store).bulkCreate([{ name: 'Amazon' }, { name: 'Corner' }]);
  await dataSource.repository(StoreBook).bulkCreate([
    { storeId: 1, bookId: 1 },
    { storeId: 1, bookId: 2 },
    { storeId: 1, bookId: 3 },
    { storeId: 1, bookId: 4 },
    { storeId: 2, bookId: 1 },
    { storeId: 2, bookId: 3 },
  ]);
  await dataSource.repository(Client).bulkCreate([
    { name: 'Jane Doe', accountType: AccountType.Regular, accountRegisteredOn: new Date('2024-01-10T00:00:00Z') },
    { name: 'James Smith', accountType: AccountType.Gold, accountRegisteredOn: new Date('2023-12-01T00:00:00Z') },
    { name: 'Jack Black', accountType: AccountType.Platinum, accountRegisteredOn: new Date('2021-05-05T00:00:00Z') },
  ]);
  await dataSource.repository(Company).bulkCreate([
    { name: 'Google', ticker: 'GOOG', numEmployees: 120, numChairs: 60 },
    { name: 'Acme', ticker: null, numEmployees: 10, numChairs: 25 },
    { name: 'acme tiny', ticker: 'TINY', numEmployees: 3, numChairs: 3 },
  ]);
}
