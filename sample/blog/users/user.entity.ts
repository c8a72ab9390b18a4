// A user: a row of the table users, the body of POST /users and the schema of its documentation.
import { IsEmail } from 'class-validator';
import { Column, CreatedAt, Entity, Generated, HasDefault, HasMany, Id, Many, UpdatedAt } from 'oxyde';
import { Comment } from '../comments/comment.entity.js';
import { Post } from '../posts/post.entity.js';

export enum Role {
  Admin = 'admin',
  Author = 'author',
  Reader = 'reader',
}

@Entity({ table: 'users' })
export class User {
  @Id() id!: Generated<number>;
  @Column.string({ minLength: 2, maxLength: 100 }) name!: string;
  @IsEmail()
  @Column.string({ maxLength: 200, unique: true })
  email!: string;
  @Column.enum(Role, { default: Role.Reader }) role!: HasDefault<Role>;
  @Column.boolean({ default: true }) active!: HasDefault<boolean>;
  @HasMany(() => Post, 'author') posts!: Many<Post>;
  @HasMany(() => Comment, 'author') comments!: Many<Comment>;
  @CreatedAt() createdAt!: Generated<Date>;
  @UpdatedAt() updatedAt!: Generated<Date>;
}
