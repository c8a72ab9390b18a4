// Links of rows: added, removed, set and cleared, with what the links carry, and beside others who change them.
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  BelongsTo,
  Column,
  Entity,
  ForeignKeyViolationError,
  type Generated,
  type HasDefault,
  HasMany,
  Id,
  InvalidQueryError,
  InvalidValueError,
  type Many,
  ManyToMany,
  NotFoundError,
  type One,
  UnknownKeyError,
} from 'oxyde';
import { describeEachDataSource } from '../support/data-sources.js';

@Entity({ table: 'edit_tags' })
class Tag {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 20 }) name!: string;
}

@Entity({ table: 'edit_post_tags' })
class PostTag {
  @Id.natural() @Column.int() postId!: number;
  @Id.natural() @Column.int() tagId!: number;
  @Column.int({ default: 0 }) position!: HasDefault<number>;
  @BelongsTo(() => Post, 'postId', { onDelete: 'cascade' }) post!: One<Post>;
  @BelongsTo(() => Tag, 'tagId') tag!: One<Tag>;
}

@Entity({ table: 'edit_labels' })
class Label {
  @Id.uuid() id!: Generated<string>;
  @Column.string({ maxLength: 20 }) name!: string;
}

@Entity({ table: 'edit_post_labels' })
class PostLabel {
  @Id.natural() @Column.int() postId!: number;
  @Id.natural() @Column.uuid() labelId!: string;
  @Column.int({ default: 0 }) position!: HasDefault<number>;
  @BelongsTo(() => Post, 'postId', { onDelete: 'cascade' }) post!: One<Post>;
  @BelongsTo(() => Label, 'labelId') label!: One<Label>;
}

@Entity({ table: 'edit_posts' })
class Post {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 20 }) title!: string;
  @ManyToMany(() => Tag, { through: () => PostTag }) tags!: Many<Tag>;
  @ManyToMany(() => Label, { through: () => PostLabel }) labels!: Many<Label>;
  @HasMany(() => Comment, 'post') comments!: Many<Comment>;
  @HasMany(() => Note, 'post') notes!: Many<Note>;
}

@Entity({ table: 'edit_comments' })
class Comment {
  @Id() id!: Generated<number>;
  postId!: number | null;
  @BelongsTo(() => Post, 'postId', { nullable: true }) post!: One<Post> | null;
}

@Entity({ table: 'edit_notes' })
class Note {
  @Id() id!: Generated<number>;
  postId!: number;
  @BelongsTo(() => Post, 'postId') post!: One<Post>;
}

describeEachDataSource('a relation', [Post, Tag, PostTag, Label, PostLabel, Comment, Note], (open) => {
  let post: Post;
  let other: Post;
  let tags: Tag[];
  const posts = () => open().repository(Post);
  const links = async (of = post) =>
    (await open().repository(PostTag).filter({ postId: of.id }).orderBy('tagId').all()).map(({ tagId, position }) => [tagId, position]);
  const ids = (...indexes: number[]) => indexes.map((index) => tags[index]?.id as number);

  beforeEach(async () => {
    for (const entity of [PostTag, PostLabel, Label, Comment, Note, Post, Tag])
      await open()
        .repository(entity as typeof Tag)
        .unfiltered()
        .delete();
    [post, other] = (await posts().bulkCreate([{ title: 'one' }, { title: 'two' }])) as [Post, Post];
    tags = await open()
      .repository(Tag)
      .bulkCreate(Array.from({ length: 6 }, (_, index) => ({ name: `t${index}` })));
  });

  describe('of many to many', () => {
    test('adds by instance and by key, once', async () => {
      const edited = posts().relation(post, 'tags');
      expect(await edited.add(tags[0] as Tag)).toBe(1);
      expect(await edited.add([tags[0] as Tag, ...ids(1, 1)], { position: 7 })).toBe(1);
      expect(await edited.add({ id: ids(2)[0] as number })).toBe(1);
      expect(await links()).toEqual([
        [ids(0)[0], 0],
        [ids(1)[0], 7],
        [ids(2)[0], 0],
      ]);
      expect(await links(other)).toEqual([]);
    });

    test('sets, and keeps what the surviving links carry', async () => {
      const edited = posts().relation(post, 'tags');
      await edited.add(ids(0, 1, 2), { position: 5 });
      await posts().relation(other, 'tags').add(ids(0, 1));
      expect(await edited.set(ids(1, 3), { position: 9 })).toEqual({ added: 1, removed: 2 });
      expect(await links()).toEqual([
        [ids(1)[0], 5],
        [ids(3)[0], 9],
      ]);
      expect(await links(other)).toHaveLength(2);
    });

    test('removes and clears', async () => {
      const edited = posts().relation(post, 'tags');
      await edited.add(ids(0, 1, 2, 3));
      expect(await edited.remove([...ids(0), tags[5] as Tag])).toBe(1);
      expect(await links()).toHaveLength(3);
      expect(await edited.clear()).toBe(3);
      expect(await edited.clear()).toBe(0);
      expect(await links()).toEqual([]);
    });

    test('50 callers that set end with the links of one of them', async () => {
      const wanted = Array.from({ length: 50 }, (_, index) => ids(index % 3, 3 + (index % 3)));
      await Promise.all(wanted.map((keys) => posts().relation(post, 'tags').set(keys)));
      const found = (await links()).map(([id]) => id);
      expect(wanted).toContainEqual(found);
    });

    test('a UUID in capital letters is the same key', async () => {
      const label = await open().repository(Label).create({ name: 'x' });
      const edited = posts().relation(post, 'labels');
      const capital = label.id.toUpperCase();
      expect(await edited.add(label, { position: 4 })).toBe(1);
      expect(await edited.add([capital, label.id])).toBe(0);
      expect(await edited.set([capital])).toEqual({ added: 0, removed: 0 });
      expect(await open().repository(PostLabel).valuesList('position').all()).toEqual([4]);
      expect(await edited.remove(capital)).toBe(1);
    });

    test('an error undoes all of it', async () => {
      const edited = posts().relation(post, 'tags');
      await edited.set(ids(0, 1));
      await expect(edited.set([...ids(2), 999_999])).rejects.toThrow(ForeignKeyViolationError);
      expect((await links()).map(([id]) => id)).toEqual(ids(0, 1));
      const failing = open().transaction(async () => {
        await edited.clear();
        throw new Error('undone');
      });
      await expect(failing).rejects.toThrow('undone');
      expect(await links()).toHaveLength(2);
    });
  });

  describe('of one to many', () => {
    test('moves rows, lets them go, and sets them', async () => {
      const comments = open().repository(Comment);
      const [first, second, third] = (await comments.bulkCreate([{ postId: other.id }, { postId: null }, { postId: post.id }])) as [
        Comment,
        Comment,
        Comment,
      ];
      const edited = posts().relation(post, 'comments');
      expect(await edited.add([first, second.id])).toBe(2);
      expect(await comments.filter({ postId: post.id }).count()).toBe(3);
      expect(await edited.set([third, first])).toEqual({ added: 0, removed: 1 });
      expect(await comments.filter({ postId: null }).valuesList('id').all()).toEqual([second.id]);
      expect(await edited.remove(third)).toBe(1);
      expect(await edited.clear()).toBe(1);
      await expect(edited.add(999_999)).rejects.toThrow(NotFoundError);
    });

    test('a key that is not nullable stays', async () => {
      const note = await open().repository(Note).create({ postId: post.id });
      const edited = posts().relation(post, 'notes');
      await expect(edited.clear()).rejects.toThrow(InvalidQueryError);
      await expect(edited.remove(note)).rejects.toThrow('Delete them');
      expect(await posts().relation(other, 'notes').add(note)).toBe(1);
      expect(await open().repository(Note).get(note.id)).toMatchObject({ postId: other.id });
    });
  });

  test('refuses what is none of it', async () => {
    const edit = (instance: unknown, property: string) => () => posts().relation(instance as Post, property as 'tags');
    expect(edit(post, 'tag')).toThrow(UnknownKeyError);
    expect(edit({}, 'tags')).toThrow(InvalidValueError);
    expect(edit(null, 'tags')).toThrow(InvalidValueError);
    expect(() =>
      open()
        .repository(Note)
        .relation({ id: 1 } as Note, 'post'),
    ).toThrow('Assign it');
    for (const wrong of [null, undefined, {}, 'x', [1, null], { id: 'x' }, [[1]]]) {
      await expect((async () => await edit(post, 'tags')().add(wrong as never))()).rejects.toThrow(InvalidValueError);
    }
    await posts().filter({ id: other.id }).delete();
    await expect(posts().relation(other, 'tags').add(ids(0))).rejects.toThrow(NotFoundError);
    await expect(posts().relation(post, 'tags').add(ids(0), { place: 1 })).rejects.toThrow(UnknownKeyError);
  });
});
