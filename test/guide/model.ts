// The entities of the guide: a blog of companies, users, posts, comments, tags and a tree of categories.
import { BelongsTo, Column, Entity, HasMany, Id, ManyToMany, Decimal, Generated, HasDefault, Many, One } from 'oxyde';

export enum Status {
  Draft = 'draft',
  Published = 'published',
}

export interface Meta {
  readonly lang: string;
  readonly reading?: { readonly minutes: number };
}

@Entity({ table: 'companies' })
export class Company {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 100 }) name!: string;
  @Column.string({ maxLength: 100, nullable: true }) city!: string | null;
  @HasMany(() => User, 'company') staff!: Many<User>;
}

@Entity({ table: 'users' })
export class User {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 100 }) name!: string;
  @Column.boolean({ default: true }) active!: HasDefault<boolean>;
  companyId!: number;
  @BelongsTo(() => Company, 'companyId') company!: One<Company>;
  bossId!: number | null;
  @BelongsTo(() => User, 'bossId', { nullable: true }) boss!: One<User> | null;
  @HasMany(() => Post, 'author') posts!: Many<Post>;
}

@Entity({ table: 'categories' })
export class Category {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 100 }) name!: string;
  parentId!: number | null;
  @BelongsTo(() => Category, 'parentId', { nullable: true }) parent!: One<Category> | null;
}

@Entity({ table: 'posts' })
export class Post {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 200 }) title!: string;
  @Column.text({ nullable: true }) summary!: string | null;
  @Column.enum(Status, { default: Status.Draft }) status!: HasDefault<Status>;
  @Column.int({ default: 0 }) views!: HasDefault<number>;
  @Column.int({ default: 0 }) likes!: HasDefault<number>;
  @Column.decimal({ precision: 10, scale: 2 }) price!: Decimal;
  @Column.timestamp({ nullable: true }) publishedAt!: Date | null;
  @Column.json<Meta>() meta!: Meta;
  @Column.array('string', { maxLength: 30 }) keywords!: string[];
  authorId!: number;
  @BelongsTo(() => User, 'authorId') author!: One<User>;
  editorId!: number | null;
  @BelongsTo(() => User, 'editorId', { nullable: true }) editor!: One<User> | null;
  categoryId!: number | null;
  @BelongsTo(() => Category, 'categoryId', { nullable: true }) category!: One<Category> | null;
  @HasMany(() => Comment, 'post') comments!: Many<Comment>;
  @ManyToMany(() => Tag, { through: () => PostTag }) tags!: Many<Tag>;
}

@Entity({ table: 'comments' })
export class Comment {
  @Id() id!: Generated<number>;
  @Column.text() text!: string;
  @Column.boolean({ default: false }) hidden!: HasDefault<boolean>;
  @Column.int({ nullable: true }) rating!: number | null;
  @Column.timestamp() writtenAt!: Date;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  authorId!: number;
  @BelongsTo(() => User, 'authorId') author!: One<User>;
}

@Entity({ table: 'tags' })
export class Tag {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 50, unique: true }) name!: string;
  @ManyToMany(() => Post, { through: () => PostTag }) posts!: Many<Post>;
}

@Entity({ table: 'post_tags' })
export class PostTag {
  @Id() id!: Generated<number>;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  tagId!: number;
  @BelongsTo(() => Tag, 'tagId') tag!: One<Tag>;
}

export const entities = [Company, User, Category, Post, Comment, Tag, PostTag];
