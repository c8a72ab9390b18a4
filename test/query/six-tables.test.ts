// One expression over six tables: joins, a limited prefetch, aggregates over relations, a window, a page by keys; its type and its statements.
import { beforeAll, expect, test } from '@jest/globals';
import { BelongsTo, Column, columns, count, Entity, type Generated, HasMany, Id, ManyToMany, type Many, type One, rank, sum } from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'six_companies' })
class Company {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
}

@Entity({ table: 'six_users' })
class User {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
  companyId!: number;
  @BelongsTo(() => Company, 'companyId') company!: One<Company>;
}

@Entity({ table: 'six_posts' })
class Post {
  @Id() id!: Generated<number>;
  @Column.string() title!: string;
  @Column.int() views!: number;
  authorId!: number;
  @BelongsTo(() => User, 'authorId') author!: One<User>;
  @HasMany(() => Comment, 'post') comments!: Many<Comment>;
  @ManyToMany(() => Tag, { through: () => PostTag }) tags!: Many<Tag>;
}

@Entity({ table: 'six_comments' })
class Comment {
  @Id() id!: Generated<number>;
  @Column.int() likes!: number;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  authorId!: number;
  @BelongsTo(() => User, 'authorId') author!: One<User>;
}

@Entity({ table: 'six_tags' })
class Tag {
  @Id() id!: Generated<number>;
  @Column.string() name!: string;
}

@Entity({ table: 'six_post_tags' })
class PostTag {
  @Id.natural() @Column.int() postId!: number;
  @Id.natural() @Column.int() tagId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
  @BelongsTo(() => Tag, 'tagId') tag!: One<Tag>;
}

describeEachDataSource('six tables', [Company, User, Post, Comment, Tag, PostTag], (open) => {
  beforeAll(async () => {
    const [acme, bolt] = await open()
      .repository(Company)
      .bulkCreate([{ name: 'Acme' }, { name: 'Bolt' }]);
    const users = await open()
      .repository(User)
      .bulkCreate([1, 2, 3].map((n) => ({ name: `user ${n}`, companyId: n < 3 ? (acme as Company).id : (bolt as Company).id })));
    const ids = users.map(({ id }) => id as number);
    const posts = await open()
      .repository(Post)
      .bulkCreate(Array.from({ length: 12 }, (_, n) => ({ title: `post ${n}`, views: (n * 7) % 5, authorId: ids[n % 3] as number })));
    await open()
      .repository(Comment)
      .bulkCreate(
        posts.flatMap(({ id }, n) => Array.from({ length: n % 6 }, (_, c) => ({ likes: c, postId: id, authorId: ids[c % 3] as number }))),
      );
    const tags = await open()
      .repository(Tag)
      .bulkCreate([{ name: 'sql' }, { name: 'rust' }]);
    await open()
      .repository(PostTag)
      .bulkCreate(posts.flatMap(({ id }, n) => tags.slice(0, n % 3).map((tag) => ({ postId: id, tagId: tag.id }))));
  });

  const query = () =>
    open()
      .repository(Post)
      .filter({ author: { company: { name: 'Acme' } } })
      .join({ author: { company: true } })
      .prefetch({ comments: { orderBy: '-likes', limit: 3, join: { author: true } }, tags: { orderBy: 'name' } })
      .annotate((p) => ({
        commentCount: count(p.comments),
        likes: sum(p.comments, (c) => c.likes),
        place: rank().over({ partitionBy: p.authorId, orderBy: p.views.desc() }),
      }))
      .orderBy('-commentCount', 'title');

  test('takes one statement, and one more per prefetched relation', async () => {
    let statements = 0;
    const stop = open().onQuery(() => statements++);
    const first = await query().cursor({ size: 3 });
    stop();
    expect(statements).toBe(3);
    expect(first.items.map(({ title, commentCount }) => [title, commentCount])).toEqual(
      [
        ['post 4', 4],
        ['post 10', 4],
        ['post 3', 3],
      ].toSorted((a, b) => Number(b[1]) - Number(a[1]) || String(a[0]).localeCompare(String(b[0]))),
    );
    const [post] = first.items;
    expect(post).toBeInstanceOf(Post);
    expect(post?.author.company.name).toBe('Acme');
    expect(post?.comments.map(({ likes }) => likes)).toEqual([3, 2, 1]);
    expect(post?.comments[0]?.author.name).toMatch(/^user/);
    expect(post?.likes).toBe(6);
    const second = await query().cursor({ size: 3, after: first.next });
    expect(second.items.map(({ id }) => id)).not.toEqual(expect.arrayContaining(first.items.map(({ id }) => id)));
  });

  test('ranks and counts as rows read one by one say', async () => {
    const rows = await query().all();
    const all = await open().repository(Post).prefetch({ comments: true, tags: true }).all();
    for (const { id, commentCount, likes, place, views, authorId, tags } of rows) {
      const own = all.find((post) => post.id === id);
      expect(commentCount).toBe(own?.comments.length);
      expect(likes).toBe(own?.comments.length ? own.comments.reduce((total, comment) => total + comment.likes, 0) : null);
      expect(place).toBe(1 + all.filter((post) => post.authorId === authorId && post.views > views).length);
      expect(tags.map(({ name }) => name)).toEqual(own?.tags.map(({ name }) => name).toSorted());
    }
  });

  test('rows between many-to-many ones come with them', async () => {
    const [post] = await open()
      .repository(Post)
      .filter({ tags: { name: 'rust' } })
      .orderBy('id')
      .prefetch({ tags: { through: PostTag, orderBy: 'name', limit: 1 } })
      .all();
    expect(post?.tags).toHaveLength(1);
    expect(post?.tags[0]).toBeInstanceOf(Tag);
    expect(post?.tags[0]?.through).toBeInstanceOf(PostTag);
    expect(post?.tags[0]?.through).toMatchObject({ postId: post?.id, tagId: post?.tags[0]?.id });
    expect(() =>
      open()
        .repository(Post)
        .prefetch({ comments: { through: PostTag } }),
    ).toThrow('many-to-many');
    expect(() =>
      open()
        .repository(Post)
        .prefetch({ tags: { through: Comment } }),
    ).toThrow('PostTag');
  });

  test('columns outside of lambdas', async () => {
    const isSeen = columns(Post).views.gt(2);
    const posts = open().repository(Post);
    const expected = await posts
      .filter({ views: { gt: 2 } })
      .orderBy('id')
      .valuesList('id')
      .all();
    expect(
      await posts
        .filter(() => isSeen)
        .orderBy('id')
        .valuesList('id')
        .all(),
    ).toEqual(expected);
    expect(await posts.filter(() => isSeen.and(columns(Post).author.company.name.eq('Acme'))).count()).toBe(
      await posts.filter({ views: { gt: 2 }, author: { company: { name: 'Acme' } } }).count(),
    );
    await expect(
      open()
        .repository(User)
        .filter(() => isSeen as never)
        .all(),
    ).rejects.toThrow('views');
  });
});
