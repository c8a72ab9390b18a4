// Decorators refuse properties whose type disagrees; this file is only compiled.
// oxlint-disable no-unused-expressions, no-unused-vars, no-unsafe-optional-chaining -- that it compiles, or does not, is all that is asked.
import {
  BelongsTo,
  Column,
  HasMany,
  Id,
  ManyToMany,
  type Decimal,
  type Generated,
  type HasDefault,
  type Hidden,
  type JsonValue,
  type Many,
  type One,
  type RowOf,
} from 'oxyde';
import { Comment } from './entities/comment.js';
import { Post, PostStatus, type Meta } from './entities/post.js';
import { PostTag, Tag } from './entities/tag.js';
import { Role, User } from './entities/user.js';
import { same } from './same.js';

export class Bad {
  @Id() id!: Generated<number>;
  // @ts-expect-error a number column on a string
  @Column.int() name!: string;
  // @ts-expect-error nullable without `| null`
  @Column.text({ nullable: true }) a!: string;
  // @ts-expect-error `| null` without nullable
  @Column.text() b!: string | null;
  // @ts-expect-error optional is not nullable
  @Column.text({ nullable: true }) c?: string;
  // @ts-expect-error another enum
  @Column.enum(PostStatus) d!: Role;
  // @ts-expect-error an enum is not just any string
  @Column.enum(PostStatus) e!: string;
  // a narrower type is accepted: the database is trusted to hold nothing else
  @Column.enum(PostStatus) f!: PostStatus.Draft;
  @Column.string() f2!: 'a' | 'b';
  // @ts-expect-error hidden needs Hidden<string>
  @Column.string({ hidden: true }) h1!: string;
  // @ts-expect-error Hidden needs hidden: true
  @Column.string() h2!: Hidden<string>;
  // @ts-expect-error another JSON type
  @Column.json<Meta>() g!: { lang: number };
  // @ts-expect-error an array of numbers
  @Column.array('string') h!: number[];
  // @ts-expect-error the default has the column's type
  @Column.int({ default: 'x' }) i!: HasDefault<number>;
  // @ts-expect-error an option that is not one
  @Column.int({ maxLength: 3 }) j!: number;
  // @ts-expect-error a bare column cannot be nullable
  @Column() k!: string | null;
  // @ts-expect-error default value of an enum
  @Column.enum(PostStatus, { default: Role.Admin }) l!: HasDefault<PostStatus>;
  // @ts-expect-error JSON of unknown: no brand test can tell a column
  @Column.json<unknown>() m0!: unknown;
  // @ts-expect-error JSON of any would make every brand test true
  // oxlint-disable-next-line typescript/no-explicit-any -- what is refused here.
  @Column.json<any>() m!: any;

  ownerId!: number;
  maybeId!: number | null;
  textId!: string;
  // @ts-expect-error no such property
  @BelongsTo(() => User, 'ownrId') r1!: One<User>;
  // @ts-expect-error a string cannot hold the key of User
  @BelongsTo(() => User, 'textId') r2!: One<User>;
  // @ts-expect-error another target
  @BelongsTo(() => User, 'ownerId') r3!: One<Post>;
  // @ts-expect-error nullable key, but the relation is not
  @BelongsTo(() => User, 'maybeId') r4!: One<User>;
  // @ts-expect-error the relation is nullable, but its key is not
  @BelongsTo(() => User, 'ownerId') r5!: One<User> | null;
  // @ts-expect-error nullable: the key must be, too
  @BelongsTo(() => User, 'ownerId', { nullable: true }) r5a!: One<User> | null;
  // @ts-expect-error nullable: the relation must be, too
  @BelongsTo(() => User, 'maybeId', { nullable: true }) r5b!: One<User>;
  // @ts-expect-error nullable and no such property
  @BelongsTo(() => User, 'mybeId', { nullable: true }) r5c!: One<User> | null;
  @BelongsTo(() => User, 'maybeId', { nullable: true }) r5d!: One<User> | null;
  // @ts-expect-error not a relation property
  @BelongsTo(() => User, 'ownerId') r6!: User;
  // @ts-expect-error to-many
  @BelongsTo(() => User, 'ownerId') r7!: Many<User>;
  // @ts-expect-error references a property that User has not
  @BelongsTo(() => User, 'textId', { references: 'mail' }) r8!: One<User>;
  @BelongsTo(() => User, 'textId', { references: 'email' }) ok1!: One<User>;

  // @ts-expect-error Comment has no such property
  @HasMany(() => Comment, 'pst') m1!: Many<Comment>;
  // @ts-expect-error Comment.text is not a relation
  @HasMany(() => Comment, 'text') m2!: Many<Comment>;
  // @ts-expect-error Comment.post points to Post, not to Bad
  @HasMany(() => Comment, 'post') m3!: Many<Comment>;
  // @ts-expect-error not Many<Comment>
  @HasMany(() => Comment, 'post') m4!: Comment[];
  // @ts-expect-error another target
  @ManyToMany(() => Tag, { through: () => PostTag }) m5!: Many<Post>;

  @Column() ok2!: string;
  @Column() ok3!: Date;
  @Id.uuid() ok4!: Generated<string>;
  @Id.natural() ok5!: string;
  @Column.int({ nullable: true, default: 3 }) ok6!: HasDefault<number> | null;
  @Column.string({ hidden: true, default: 'x' }) ok7!: Hidden<HasDefault<string>>;
  @Column.json<string[]>() ok8!: string[];
  @Column.bytes() ok9!: Uint8Array;
  @Column.json<JsonValue>() ok10!: JsonValue;

  @Column.localTimestamp() ok11!: string;
  @Column.duration() ok12!: number;
  @Column.time() ok13!: string;
  @Column.string({ databaseDefault: "'x'" }) ok14!: HasDefault<string>;
  @Column.int({ generatedAs: 'a + b' }) ok15!: Generated<number>;
  @Column.json<Meta>({ nullable: true }) ok16!: Meta | null;
  // @ts-expect-error nullable JSON without `| null`
  @Column.json<Meta>({ nullable: true }) n1!: Meta;
  @Column.array('timestamp', { nullable: true }) ok17!: Date[] | null;
  // @ts-expect-error a decimal needs precision and scale
  @Column.decimal() n2!: Decimal;

  orderId!: number;
  position!: number;
  @BelongsTo(() => Post, ['orderId', 'position'], { references: ['id', 'version'] }) ok18!: One<Post>;
  // @ts-expect-error no such key
  @BelongsTo(() => Post, ['orderId', 'positon']) n3!: One<Post>;
}
same<RowOf<Bad>['ok10'], JsonValue>();
// @ts-expect-error null goes outside of the brand
export type Inside = HasDefault<string | null>;
