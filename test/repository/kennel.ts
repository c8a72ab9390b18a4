// Entities with every kind of key, default and generated value, for the tests of repositories.
import {
  BelongsTo,
  Column,
  Computed,
  CreatedAt,
  type CreateOf,
  Entity,
  Generated,
  HasDefault,
  HasMany,
  Id,
  Many,
  One,
  Repository,
  UpdatedAt,
  Version,
} from 'oxyde';

export enum Size {
  Small = 'small',
  Large = 'large',
}

@Entity({ table: 'kennels' })
export class Kennel {
  @Id.uuid() id!: Generated<string>;
  @Column.string({ maxLength: 30 }) name!: string;
  @HasMany(() => Dog, 'kennel') dogs!: Many<Dog>;
}

@Entity({ table: 'dogs' })
export class Dog {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 30, unique: true }) name!: string;
  @Column.int({ min: 0, default: 0 }) age!: HasDefault<number>;
  @Column.enum(Size, { default: Size.Small }) size!: HasDefault<Size>;
  @Column.string({ maxLength: 12, default: () => 'made' }) tag!: HasDefault<string>;
  @Column.text({ nullable: true }) notes!: string | null;
  kennelId!: string | null;
  @BelongsTo(() => Kennel, 'kennelId', { nullable: true }) kennel!: One<Kennel> | null;
  @CreatedAt() createdAt!: Generated<Date>;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;

  get label(): Computed<string> {
    return `${this.name} (${this.age})`;
  }
}

@Entity({ table: 'countries' })
export class Country {
  @Id.natural() code!: string;
  @Column.string({ maxLength: 40 }) name!: string;
}

export class DogRepository extends Repository<Dog> {
  static readonly entity = Dog;

  grown() {
    return this.filter({ age: { gte: 2 } });
  }
}

export const entities = [Kennel, Dog, Country] as const;

/** As a program without types would give it. */
export function untyped<T extends object>(input: object): CreateOf<T> {
  return input as CreateOf<T>;
}
