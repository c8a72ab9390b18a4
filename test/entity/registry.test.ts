// What the registry makes of decorated classes: names, keys, relations, inheritance.
import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import type { Generated, HasDefault, Hidden, Many, One } from '../../lib/entity/brands.js';
import { Column } from '../../lib/entity/column.js';
import { Entity } from '../../lib/entity/entity.js';
import type { EntityMetadata, ForeignKeyMetadata } from '../../lib/entity/entity-metadata.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { CreatedAt, Id, UpdatedAt, Version } from '../../lib/entity/generated-columns.js';
import { BelongsTo, HasMany, HasOne, ManyToMany } from '../../lib/entity/relation-decorators.js';

enum Level {
  Low,
  High = 5,
}
enum Status {
  Draft = 'draft',
  Done = 'done',
}

@Entity({
  table: 'posts',
  schema: 'blog',
  comment: 'What people write',
  indexes: [
    { on: ['authorId', '-createdAt'] },
    { on: [{ expression: 'lower(title)' }], unique: true, name: 'posts_title_ci' },
    { on: ['keywords'], using: 'gin', where: 'views > 0' },
  ],
  uniques: [['title', 'authorId']],
  checks: { views_positive: 'views >= 0' },
})
class Post {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 200, index: true, comment: 'Shown in lists' }) title!: string;
  @Column.text({ nullable: true }) summary!: string | null;
  @Column.int({ min: 0, default: 0 }) views!: HasDefault<number>;
  @Column.enum(Status, { default: Status.Draft }) status!: HasDefault<Status>;
  @Column.enum(Level) level!: Level;
  @Column.decimal({ precision: 10, scale: 2 }) price!: string;
  @Column.string({ type: 'CITEXT', unique: true, column: 'e_mail', collation: 'C' }) email!: string;
  @Column.string({ hidden: true }) editToken!: Hidden<string>;
  @Column.array('string', { maxLength: 50 }) keywords!: string[];
  @Column.timestamp({ databaseDefault: 'now()' }) publishedAt!: HasDefault<Date>;
  @Column.int({ generatedAs: 'views * 2' }) score!: Generated<number>;
  @Column() flag!: boolean;
  authorId!: number;
  @BelongsTo(() => User, 'authorId', { onDelete: 'cascade' }) author!: One<User>;
  editorId!: number | null;
  @BelongsTo(() => User, 'editorId', { nullable: true, onDelete: 'setNull', constraint: false }) editor!: One<User> | null;
  @ManyToMany(() => Tag, { through: () => PostTag }) tags!: Many<Tag>;
  @CreatedAt() createdAt!: Generated<Date>;
  @UpdatedAt({ column: 'changed' }) updatedAt!: Generated<Date>;
  @Version() version!: Generated<number>;
}

@Entity()
class User {
  @Id() id!: Generated<number>;
  @Column.string({ unique: true }) code!: string;
  @HasMany(() => Post, 'author') posts!: Many<Post>;
  @HasOne(() => Profile, 'user') profile!: One<Profile> | null;
  bossId!: number | null;
  @BelongsTo(() => User, 'bossId', { nullable: true }) boss!: One<User> | null;
  @HasMany(() => User, 'boss') staff!: Many<User>;
  @ManyToMany(() => User, { through: () => Follow, from: 'follower', to: 'followed' }) follows!: Many<User>;
  @ManyToMany(() => User, { through: () => Follow, from: 'followed', to: 'follower' }) followers!: Many<User>;
}

@Entity()
class Profile {
  @Id.uuid() id!: Generated<string>;
  userCode!: string;
  @BelongsTo(() => User, 'userCode', { references: 'code', unique: true }) user!: One<User>;
}

@Entity()
class Follow {
  @Id.natural() followerId!: number;
  @Id.natural() followedId!: number;
  @BelongsTo(() => User, 'followerId') follower!: One<User>;
  @BelongsTo(() => User, 'followedId') followed!: One<User>;
}

@Entity()
class Tag {
  @Id.natural() slug!: string;
}

@Entity()
class PostTag {
  @Id() id!: Generated<number>;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  tagSlug!: string;
  @BelongsTo(() => Tag, 'tagSlug', { references: 'slug' }) tag!: One<Tag>;
}

@Entity()
class Line {
  @Id.natural() orderId!: number;
  @Id.natural() position!: number;
}

@Entity()
class Delivery {
  @Id() id!: Generated<number>;
  lineOrderId!: number;
  linePosition!: number;
  @BelongsTo(() => Line, ['lineOrderId', 'linePosition'], { onUpdate: 'restrict' }) line!: One<Line>;
}

const registry = new EntityRegistry([Post, Delivery]);
const post = registry.metadataOf(Post);
const user = registry.metadataOf(User);

function columnsOf({ columns }: EntityMetadata): Record<string, string> {
  return Object.fromEntries(columns.map(({ property, name, type }) => [property, `${name} ${type.kind}`]));
}

function keyOf(entity: EntityMetadata, property: string): ForeignKeyMetadata {
  const relation = entity.relationOf.get(property);
  if (relation?.kind !== 'belongsTo') throw new Error(`${property} is no @BelongsTo`);
  return relation.foreignKey;
}

describe('a registry', () => {
  test('holds what relations lead to', () => {
    expect(registry.entities.map(({ name }) => name).toSorted()).toEqual(
      ['Delivery', 'Follow', 'Line', 'Post', 'PostTag', 'Profile', 'Tag', 'User'].toSorted(),
    );
  });

  test('names the class that it does not hold, and the remedy', () => {
    class Stranger {}
    expect(() => registry.metadataOf(Stranger)).toThrow(/Stranger: it is no entity of this data source\. Add it to the entities/);
  });

  test('freezes all it says', () => {
    expect(Object.isFrozen(post)).toBe(true);
    expect(Object.isFrozen(post.columns)).toBe(true);
    expect(post.columns.every((column) => Object.isFrozen(column) && Object.isFrozen(column.type))).toBe(true);
    expect([...post.relationOf.values()].every((relation) => Object.isFrozen(relation))).toBe(true);
    expect(Object.isFrozen(post.columnOf.get('status')?.type.values)).toBe(true);
  });

  test('keeps names of its own: two data sources may name the same class differently', () => {
    const plain = new EntityRegistry([Post], { namingStrategy: { table: (name) => name, column: (property) => property } });
    expect(plain.metadataOf(User).table.name).toBe('User');
    expect(plain.metadataOf(Post).columnOf.get('authorId')?.name).toBe('authorId');
    expect(user.table.name).toBe('user');
    expect(post.columnOf.get('authorId')?.name).toBe('author_id');
  });
});

describe('columns', () => {
  test('come in the order of the class, those of keys alone last', () => {
    expect(columnsOf(post)).toEqual({
      id: 'id int',
      title: 'title string',
      summary: 'summary text',
      views: 'views int',
      status: 'status enum',
      level: 'level enum',
      price: 'price decimal',
      email: 'e_mail string',
      editToken: 'edit_token string',
      keywords: 'keywords array',
      publishedAt: 'published_at timestamp',
      score: 'score int',
      flag: 'flag boolean',
      createdAt: 'created_at timestamp',
      updatedAt: 'changed timestamp',
      version: 'version int',
      authorId: 'author_id int',
      editorId: 'editor_id int',
    });
    expect(post.columns.map(({ index }) => index)).toEqual(post.columns.map((_, index) => index));
  });

  test('have the types that the decorators say', () => {
    expect(post.columnOf.get('title')?.type).toEqual({ kind: 'string', maxLength: 200 });
    expect(post.columnOf.get('price')?.type).toEqual({ kind: 'decimal', precision: 10, scale: 2 });
    expect(post.columnOf.get('status')?.type).toEqual({ kind: 'enum', values: ['draft', 'done'] });
    expect(post.columnOf.get('level')?.type).toEqual({ kind: 'enum', numbers: [0, 5] });
    expect(post.columnOf.get('email')?.type).toEqual({ kind: 'string', native: 'CITEXT', collation: 'C' });
    expect(post.columnOf.get('keywords')?.type).toEqual({ kind: 'array', of: 'string', maxLength: 50 });
  });

  test('know who fills them', () => {
    const optional = post.columns.filter(({ isOptional }) => isOptional).map(({ property }) => property);
    expect(optional).toEqual(
      ['id', 'summary', 'views', 'status', 'publishedAt', 'score', 'createdAt', 'updatedAt', 'version', 'editorId'].toSorted(
        (a, b) => post.columns.findIndex(({ property }) => property === a) - post.columns.findIndex(({ property }) => property === b),
      ),
    );
    const generated = post.columns
      .filter(({ generation }) => generation !== 'none')
      .map(({ property, generation }) => [property, generation]);
    expect(Object.fromEntries(generated)).toEqual({
      id: 'autoIncrement',
      createdAt: 'createdAt',
      updatedAt: 'updatedAt',
      version: 'version',
    });
    expect(post.columnOf.get('editToken')?.isHidden).toBe(true);
    expect(post.columnOf.get('views')).toMatchObject({ default: 0, min: 0 });
  });
});

describe('keys and constraints', () => {
  test('have names made of the table and the columns', () => {
    expect(post.indexes.map(({ name, isUnique, where, method }) => [name, isUnique, where, method])).toEqual([
      ['posts_title_idx', false, undefined, undefined],
      ['posts_author_id_created_at_idx', false, undefined, undefined],
      ['posts_title_ci', true, undefined, undefined],
      ['posts_keywords_idx', false, 'views > 0', 'gin'],
      ['posts_editor_id_idx', false, undefined, undefined],
    ]);
    expect(post.uniques.map(({ name }) => name)).toEqual(['posts_e_mail_key', 'posts_title_author_id_key']);
    expect(post.checks).toEqual([{ name: 'views_positive', expression: 'views >= 0' }]);
    expect(keyOf(post, 'author').constraint).toBe('posts_author_id_fkey');
    expect(post).toMatchObject({ table: { name: 'posts', schema: 'blog' }, comment: 'What people write' });
  });

  test('may descend', () => {
    const [, index] = post.indexes;
    expect(index?.parts.map((part) => 'column' in part && [part.column.name, part.isDescending])).toEqual([
      ['author_id', false],
      ['created_at', true],
    ]);
  });

  test('copy the type of what they refer to', () => {
    expect(post.columnOf.get('authorId')).toMatchObject({ type: { kind: 'int' }, isNullable: false, generation: 'none' });
    expect(post.columnOf.get('editorId')).toMatchObject({ isNullable: true });
    expect(registry.metadataOf(Profile).columnOf.get('userCode')?.type).toEqual({ kind: 'string' });
  });

  test('say what happens to them', () => {
    expect(keyOf(post, 'author')).toMatchObject({ onDelete: 'cascade', onUpdate: 'noAction', isConstrained: true });
    expect(keyOf(post, 'editor')).toMatchObject({ onDelete: 'setNull', isConstrained: false });
  });

  test('may have several columns', () => {
    const { columns, references, constraint, onUpdate } = keyOf(registry.metadataOf(Delivery), 'line');
    expect(columns.map(({ name }) => name)).toEqual(['line_order_id', 'line_position']);
    expect(references.map(({ name }) => name)).toEqual(['order_id', 'position']);
    expect([constraint, onUpdate]).toEqual(['delivery_line_order_id_line_position_fkey', 'restrict']);
    expect(registry.metadataOf(Line).primaryKey.map(({ property }) => property)).toEqual(['orderId', 'position']);
  });
});

describe('relations', () => {
  test('know both sides', () => {
    const posts = user.relationOf.get('posts');
    expect(posts).toMatchObject({ kind: 'hasMany', source: { name: 'User' }, target: { name: 'Post' }, inverse: { property: 'author' } });
    expect(posts?.target).toBe(post);
    expect(user.relationOf.get('profile')).toMatchObject({ kind: 'hasOne', inverse: { property: 'user' } });
    expect(user.relationOf.get('staff')).toMatchObject({ kind: 'hasMany', inverse: { property: 'boss', target: { name: 'User' } } });
  });

  test('over a table of their own know its two keys', () => {
    expect(post.relationOf.get('tags')).toMatchObject({
      kind: 'manyToMany',
      through: { name: 'PostTag' },
      toSource: { property: 'post' },
      toTarget: { property: 'tag' },
    });
    expect(user.relationOf.get('follows')).toMatchObject({ toSource: { property: 'follower' }, toTarget: { property: 'followed' } });
    expect(user.relationOf.get('followers')).toMatchObject({ toSource: { property: 'followed' }, toTarget: { property: 'follower' } });
  });

  test('come in the order of the class', () => {
    expect([...user.relationOf.keys()]).toEqual(['posts', 'profile', 'boss', 'staff', 'follows', 'followers']);
  });
});

describe('inheritance', () => {
  abstract class Base {
    @Id() id!: Generated<number>;
    @CreatedAt() createdAt!: Generated<Date>;
    @Column.string() name!: string;
    ownerId!: number;
    @BelongsTo(() => User, 'ownerId') owner!: One<User>;
  }
  // oxlint-disable-next-line typescript/no-explicit-any -- TypeScript asks for it in mixins.
  function Rated<B extends abstract new (...args: any[]) => object>(Parent: B) {
    abstract class WithRating extends Parent {
      @Column.int({ default: 0 }) rating!: HasDefault<number>;
    }
    return WithRating;
  }
  @Entity()
  class Film extends Rated(Base) {
    @Column.string({ maxLength: 5 }) declare name: string;
  }
  @Entity()
  class Book extends Base {}
  @Entity({ table: 'comics' })
  class Comic extends Book {
    @Column.int() pages!: number;
  }

  const media = new EntityRegistry([Film, Book, Comic]);

  test('takes columns and relations of abstract bases and mixins, the oldest first', () => {
    expect(media.metadataOf(Film).columns.map(({ property }) => property)).toEqual(['id', 'createdAt', 'name', 'rating', 'ownerId']);
    expect(media.metadataOf(Film).columnOf.get('name')?.type).toEqual({ kind: 'string', maxLength: 5 });
    expect(media.metadataOf(Book).columnOf.get('name')?.type).toEqual({ kind: 'string' });
  });

  test('gives each entity relations and constraints of its own', () => {
    expect(media.metadataOf(Film).relationOf.get('owner')?.source.name).toBe('Film');
    expect(keyOf(media.metadataOf(Film), 'owner').constraint).toBe('film_owner_id_fkey');
    expect(keyOf(media.metadataOf(Book), 'owner').constraint).toBe('book_owner_id_fkey');
  });

  test('of an entity by another gives it a table of its own', () => {
    expect(media.metadataOf(Comic).table.name).toBe('comics');
    expect(media.metadataOf(Comic).columns.map(({ property }) => property)).toEqual(['id', 'createdAt', 'name', 'pages', 'ownerId']);
  });

  test('makes no entity of a base that is none', () => {
    class Sub extends Book {}
    expect(() => new EntityRegistry([Sub])).toThrow('Sub: it is used as an entity but has no @Entity()');
  });
});

test('decorators can be called by hand', () => {
  class Plain {
    declare id: number;
    declare name: string;
  }
  Id()(Plain.prototype, 'id');
  Column.string({ maxLength: 9 })(Plain.prototype, 'name');
  Entity({ table: 'plain_things' })(Plain);
  expect(columnsOf(new EntityRegistry([Plain]).metadataOf(Plain))).toEqual({ id: 'id int', name: 'name string' });
});

test('names that are too long are cut and stay apart', () => {
  class Wide {
    declare id: number;
    declare aVeryLongPropertyNameThatGoesOnAndOnForever: number;
    declare anotherLongPropertyNameThatGoesOnAndOn: number;
  }
  Id()(Wide.prototype, 'id');
  Column.int()(Wide.prototype, 'aVeryLongPropertyNameThatGoesOnAndOnForever');
  Column.int()(Wide.prototype, 'anotherLongPropertyNameThatGoesOnAndOn');
  const both = ['aVeryLongPropertyNameThatGoesOnAndOnForever', 'anotherLongPropertyNameThatGoesOnAndOn'];
  Entity({ indexes: [{ on: both }, { on: both.toReversed() }] })(Wide);
  const names = new EntityRegistry([Wide]).metadataOf(Wide).indexes.map(({ name }) => name);
  expect(new Set(names).size).toBe(2);
  expect(names.every((name) => Buffer.byteLength(name) <= 63 && name.endsWith('_idx'))).toBe(true);
  expect(new EntityRegistry([Wide]).metadataOf(Wide).indexes.map(({ name }) => name)).toEqual(names);
});
