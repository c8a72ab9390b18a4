// Users, for the tests of types.
import {
  BelongsTo,
  Column,
  Entity,
  HasMany,
  Id,
  optional,
  type Computed,
  type Generated,
  type HasDefault,
  type Many,
  type One,
} from 'oxyde';
import { Company } from './company.js';
import { Comment } from './comment.js';
import { Post } from './post.js';

export enum Role {
  Admin = 'admin',
  Reader = 'reader',
}

@Entity({ table: 'users' })
export class User {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 200 }) name!: string;
  @Column.string({ unique: true }) email!: string;
  @Column.enum(Role, { default: Role.Reader }) role!: HasDefault<Role>;
  @Column.boolean({ default: true }) active!: HasDefault<boolean>;
  @Column.enum({ free: 'free', paid: 'paid' }, { default: 'free' }) plan!: 'free' | 'paid';
  declare readonly [optional]?: 'plan';
  companyId!: number;
  @BelongsTo(() => Company, 'companyId') company!: One<Company>;
  bossId!: number | null;
  @BelongsTo(() => User, 'bossId', { nullable: true }) boss!: One<User> | null;
  @HasMany(() => Post, 'author') posts!: Many<Post>;
  @HasMany(() => Comment, 'author') comments!: Many<Comment>;
  get initials(): Computed<string> {
    return this.name.slice(0, 2);
  }
}
