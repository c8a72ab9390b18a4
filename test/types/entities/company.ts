// Companies, for the tests of types.
import { Column, Entity, HasMany, Id, type Generated, type Many } from 'oxyde';
import { User } from './user.js';

@Entity()
export class Company {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 100 }) name!: string;
  @Column.string({ nullable: true }) city!: string | null;
  @HasMany(() => User, 'company') staff!: Many<User>;
}
