// The entities of the tests of queries, with their metadata made by hand: companies, users, posts, comments, tags.
import type { ColumnType, Kind } from '../../lib/entity/column-type.js';
import type {
  BelongsToMetadata,
  ColumnMetadata,
  EntityClass,
  EntityMetadata,
  ForeignKeyMetadata,
  HasMetadata,
  RelationMetadata,
} from '../../lib/entity/entity-metadata.js';
import { metadataOf, type ColumnFacts } from './metadata.js';

export class Company {
  declare id: number;
  declare name: string;
  declare city: string | null;
}
export class User {
  declare id: number;
  declare name: string;
  declare email: string;
  declare role: 'admin' | 'reader';
  declare active: boolean;
  declare companyId: number;
  declare bossId: number | null;
}
export class Post {
  declare id: number;
  declare title: string;
  declare summary: string | null;
  declare views: number;
  declare likes: number;
  declare status: 'draft' | 'published';
  declare price: string;
  declare meta: unknown;
  declare editToken: string;
  declare keywords: string[];
  declare authorId: number;
  declare editorId: number | null;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare version: number;
}
export class Comment {
  declare id: number;
  declare text: string;
  declare hidden: boolean;
  declare rating: number | null;
  declare postId: number;
  declare authorId: number;
  declare createdAt: Date;
}
export class Tag {
  declare id: number;
  declare name: string;
}
export class PostTag {
  declare postId: number;
  declare tagId: number;
}
/** A column of each kind. */
export class Sample {
  declare id: number;
}
/** A key of two columns, one of them the key of a relation to an entity of such a key. */
export class Seat {
  declare hall: number;
  declare number: number;
}
export class Ticket {
  declare id: string;
}

const of = (kind: Kind, more: Partial<ColumnType> = {}): ColumnType => ({ kind, ...more });
const nullable: Partial<ColumnMetadata> = { isNullable: true };
const key: Partial<ColumnMetadata> = { generation: 'autoIncrement' };

/** All entities, tied to each other. */
export interface Blog {
  readonly company: EntityMetadata;
  readonly user: EntityMetadata;
  readonly post: EntityMetadata;
  readonly comment: EntityMetadata;
  readonly tag: EntityMetadata;
  readonly postTag: EntityMetadata;
  readonly sample: EntityMetadata;
  readonly seat: EntityMetadata;
  readonly ticket: EntityMetadata;
  readonly all: readonly EntityMetadata[];
}

/** Makes the metadata anew, as each data source does. */
export function createBlog(): Blog {
  const company = entity(Company, 'companies', { id: of('int'), name: of('string'), city: of('string') }, { id: key, city: nullable });
  const user = entity(
    User,
    'users',
    {
      id: of('int'),
      name: of('string', { maxLength: 200 }),
      email: of('string'),
      role: of('enum', { values: ['admin', 'reader'] }),
      active: of('boolean'),
      companyId: of('int'),
      bossId: of('int'),
    },
    { id: key, bossId: nullable },
  );
  const post = postEntity();
  const comment = entity(
    Comment,
    'comments',
    {
      id: of('int'),
      text: of('text'),
      hidden: of('boolean'),
      rating: of('int'),
      postId: of('int'),
      authorId: of('int'),
      createdAt: of('timestamp'),
    },
    { id: key, rating: nullable, createdAt: { generation: 'createdAt' } },
  );
  const tag = entity(Tag, 'tags', { id: of('int'), name: of('string') }, { id: key });
  const postTag = entity(PostTag, 'post_tags', { postId: of('int'), tagId: of('int') }, { tagId: { isPrimaryKey: true } });
  const seat = entity(Seat, 'seats', { hall: of('int'), number: of('int'), name: of('string') }, { number: { isPrimaryKey: true } });
  const ticket = entity(Ticket, 'tickets', { id: of('string'), hall: of('int'), seat: of('int') }, { hall: nullable, seat: nullable });
  relate({ company, user, post, comment, tag, postTag, seat, ticket });
  const sample = sampleEntity();
  const all = [company, user, post, comment, tag, postTag, sample, seat, ticket];
  return { company, user, post, comment, tag, postTag, sample, seat, ticket, all };
}

function postEntity(): EntityMetadata {
  return entity(
    Post,
    'posts',
    {
      id: of('int'),
      title: of('string', { maxLength: 200 }),
      summary: of('text'),
      views: of('int'),
      likes: of('int'),
      status: of('enum', { values: ['draft', 'published'] }),
      price: of('decimal', { precision: 10, scale: 2 }),
      meta: of('json'),
      editToken: of('string'),
      keywords: of('array', { of: 'string', maxLength: 50 }),
      authorId: of('int'),
      editorId: of('int'),
      createdAt: of('timestamp'),
      updatedAt: of('timestamp'),
      version: of('int'),
    },
    {
      id: key,
      summary: nullable,
      editorId: nullable,
      editToken: { isHidden: true },
      createdAt: { generation: 'createdAt' },
      updatedAt: { generation: 'updatedAt' },
      version: { generation: 'version' },
    },
  );
}

function sampleEntity(): EntityMetadata {
  const types: Record<string, ColumnType> = {
    id: of('int'),
    word: of('string', { maxLength: 50 }),
    prose: of('text'),
    big: of('bigint'),
    ratio: of('float'),
    amount: of('decimal', { precision: 12, scale: 2 }),
    flag: of('boolean'),
    code: of('uuid'),
    day: of('date'),
    hour: of('time'),
    moment: of('timestamp'),
    local: of('localTimestamp'),
    span: of('duration'),
    bytes: of('bytes'),
    data: of('json'),
    words: of('array', { of: 'string', maxLength: 50 }),
    numbers: of('array', { of: 'int' }),
    level: of('enum', { numbers: [1, 2] }),
  };
  const facts = Object.fromEntries(Object.keys(types).map((property) => [property, property === 'id' ? {} : nullable]));
  return entity(Sample, 'samples', types, facts);
}

type Related = Omit<Blog, 'all' | 'sample'>;

function relate({ company, user, post, comment, tag, postTag, seat, ticket }: Related): void {
  const userCompany = belongsTo(user, 'company', company, ['companyId']);
  const userBoss = belongsTo(user, 'boss', user, ['bossId']);
  const postAuthor = belongsTo(post, 'author', user, ['authorId']);
  const postEditor = belongsTo(post, 'editor', user, ['editorId']);
  const commentPost = belongsTo(comment, 'post', post, ['postId']);
  const commentAuthor = belongsTo(comment, 'author', user, ['authorId']);
  const linkPost = belongsTo(postTag, 'post', post, ['postId']);
  const linkTag = belongsTo(postTag, 'tag', tag, ['tagId']);
  const ticketSeat = belongsTo(ticket, 'place', seat, ['hall', 'seat']);
  add(company, has('hasMany', company, 'staff', userCompany));
  add(user, userCompany, userBoss, has('hasMany', user, 'posts', postAuthor), has('hasMany', user, 'comments', commentAuthor));
  const tags = { kind: 'manyToMany', property: 'tags', source: post, target: tag, through: postTag } as const;
  add(post, postAuthor, postEditor, has('hasMany', post, 'comments', commentPost), { ...tags, toSource: linkPost, toTarget: linkTag });
  add(comment, commentPost, commentAuthor);
  const posts = { kind: 'manyToMany', property: 'posts', source: tag, target: post, through: postTag } as const;
  add(tag, { ...posts, toSource: linkTag, toTarget: linkPost });
  add(postTag, linkPost, linkTag);
  add(ticket, ticketSeat);
  add(seat, has('hasMany', seat, 'tickets', ticketSeat), has('hasOne', seat, 'ticket', ticketSeat));
}

function entity(target: EntityClass, table: string, types: Readonly<Record<string, ColumnType>>, facts: ColumnFacts): EntityMetadata {
  const named = Object.fromEntries(Object.keys(types).map((property) => [property, { name: snakeCase(property), ...facts[property] }]));
  const made = metadataOf(target, table, types, named);
  return { ...made, primaryKey: made.columns.filter(({ isPrimaryKey }) => isPrimaryKey) };
}

function snakeCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function belongsTo(source: EntityMetadata, property: string, target: EntityMetadata, keys: readonly string[]): BelongsToMetadata {
  const columns = keys.map((name) => column(source, name));
  const foreignKey: ForeignKeyMetadata = {
    columns,
    references: target.primaryKey,
    constraint: `${source.table.name}_${property}_fkey`,
    onDelete: 'cascade',
    onUpdate: 'noAction',
    isConstrained: true,
  };
  return { kind: 'belongsTo', property, source, target, isNullable: columns.some(({ isNullable }) => isNullable), foreignKey };
}

function has(kind: HasMetadata['kind'], source: EntityMetadata, property: string, inverse: BelongsToMetadata): HasMetadata {
  return { kind, property, source, target: inverse.source, inverse };
}

function add({ relationOf }: EntityMetadata, ...relations: readonly RelationMetadata[]): void {
  for (const relation of relations) (relationOf as Map<string, RelationMetadata>).set(relation.property, relation);
}

function column(source: EntityMetadata, property: string): ColumnMetadata {
  const found = source.columnOf.get(property);
  if (found === undefined) throw new Error(`${source.name} has no ${property}.`);
  return found;
}
