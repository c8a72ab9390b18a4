// The blog of Django's documentation: blogs, authors, entries, their details, and a few rows of each.
import {
  BelongsTo,
  Column,
  type DataSource,
  Entity,
  type Generated,
  HasMany,
  HasOne,
  Id,
  type JsonValue,
  ManyToMany,
  type Many,
  type One,
} from 'oxyde';

@Entity({ table: 'django_blogs' })
export class Blog {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.text() tagline!: string;
  @HasMany(() => Entry, 'blog') entries!: Many<Entry>;
}

@Entity({ table: 'django_authors' })
export class Author {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.string({ nullable: true }) email!: string | null;
  @ManyToMany(() => Entry, { through: () => EntryAuthor }) entries!: Many<Entry>;
}

@Entity({ table: 'django_entries' })
export class Entry {
  @Id() id!: Generated<number>;
  blogId!: number;
  @BelongsTo(() => Blog, 'blogId', { onDelete: 'cascade' }) blog!: One<Blog>;
  @Column.string() headline!: string;
  @Column.text() bodyText!: string;
  @Column.timestamp() pubDate!: Date;
  @Column.date() modDate!: string;
  @Column.int() numberOfComments!: number;
  @Column.int() numberOfPingbacks!: number;
  @Column.int({ nullable: true }) rating!: number | null;
  @ManyToMany(() => Author, { through: () => EntryAuthor }) authors!: Many<Author>;
  @HasOne(() => EntryDetail, 'entry') detail!: One<EntryDetail> | null;
}

@Entity({ table: 'django_entry_authors' })
export class EntryAuthor {
  @Id.natural() @Column.int() entryId!: number;
  @Id.natural() @Column.int() authorId!: number;
  @BelongsTo(() => Entry, 'entryId', { onDelete: 'cascade' }) entry!: One<Entry>;
  @BelongsTo(() => Author, 'authorId') author!: One<Author>;
}

@Entity({ table: 'django_entry_details' })
export class EntryDetail {
  @Id() id!: Generated<number>;
  entryId!: number;
  @BelongsTo(() => Entry, 'entryId', { onDelete: 'cascade', unique: true }) entry!: One<Entry>;
  @Column.text() details!: string;
}

@Entity({ table: 'django_dogs' })
export class Dog {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  @Column.json<JsonValue>({ nullable: true }) data!: JsonValue | null;
}

export const blogEntities = [Blog, Author, Entry, EntryAuthor, EntryDetail, Dog];

/** Rows whose keys count from 1. */
export async function fillBlog(dataSource: DataSource): Promise<void> {
  await dataSource.repository(Blog).bulkCreate([
    { name: 'Beatles Blog', tagline: 'All the latest Beatles news.' },
    { name: 'Cheddar Talk', tagline: 'Thoughts on cheese.' },
    { name: 'Pop 100%_', tagline: 'Everything' },
  ]);
  await dataSource.repository(Author).bulkCreate([
    { name: 'Lennon', email: 'lennon@example.com' },
    { name: 'McCartney', email: null },
    { name: 'Smith', email: 'smith@example.com' },
  ]);
  const entry = (blogId: number, headline: string, pubDate: string, numbers: readonly [number, number, number | null]) => ({
    blogId,
    headline,
    bodyText: `${headline} body`,
    pubDate: new Date(pubDate),
    modDate: pubDate.slice(0, 10),
    numberOfComments: numbers[0],
    numberOfPingbacks: numbers[1],
    rating: numbers[2],
  });
  await dataSource
    .repository(Entry)
    .bulkCreate([
      entry(1, 'New Lennon Biography', '2008-06-01T10:30:00Z', [10, 4, 5]),
      entry(1, 'New Lennon Biography in Paperback', '2009-06-01T23:15:00Z', [2, 6, 4]),
      entry(1, 'Best Albums of 2008', '2008-12-15T00:00:00Z', [5, 5, null]),
      entry(2, 'What is cheddar?', '2006-01-05T08:00:00Z', [0, 1, 3]),
      entry(2, 'Lennon Would Have Loved Hip Hop', '2020-04-01T12:00:00Z', [7, 3, 1]),
    ]);
  await dataSource.repository(EntryAuthor).bulkCreate([
    { entryId: 1, authorId: 1 },
    { entryId: 2, authorId: 1 },
    { entryId: 2, authorId: 2 },
    { entryId: 3, authorId: 3 },
    { entryId: 5, authorId: 3 },
  ]);
  await dataSource.repository(EntryDetail).bulkCreate([{ entryId: 1, details: 'first edition' }]);
  await dataSource.repository(Dog).bulkCreate([
    { name: 'Rufus', data: { breed: 'labrador', owner: { name: 'Bob', other_pets: [{ name: 'Fishy' }] } } },
    { name: 'Meg', data: { breed: 'collie', owner: null } },
    { name: 'Fred', data: {} },
    { name: 'Merlin', data: null },
  ]);
}
