// Two entities and their services for the tests of the Nest module.
import { Injectable } from '@nestjs/common';
import { BelongsTo, Column, DataSource, Entity, Generated, HasDefault, HasMany, Id, Many, One, Repository } from 'oxyde';
import { InjectRepository } from 'oxyde/nest';

@Entity({ table: 'authors' })
export class Author {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 20, unique: true }) name!: string;
  @HasMany(() => Book, 'author') books!: Many<Book>;
}

@Entity({ table: 'books', checks: { pages_positive: 'pages > 0' } })
export class Book {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50 }) title!: string;
  @Column.int({ default: 1 }) pages!: HasDefault<number>;
  authorId!: number;
  @BelongsTo(() => Author, 'authorId', { onDelete: 'restrict' }) author!: One<Author>;
}

export class AuthorRepository extends Repository<Author> {
  static readonly entity = Author;

  named(name: string): Promise<Author> {
    return this.filter({ name }).get();
  }
}

@Injectable()
export class Shelf {
  constructor(
    readonly dataSource: DataSource,
    @InjectRepository(Author) readonly authors: Repository<Author>,
    @InjectRepository(Book) readonly books: Repository<Book>,
  ) {}
}
