// Replicas: queries ask them by name, transactions and changes do not.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Column, DataSource, Entity, type Generated, Id, InvalidQueryError } from 'oxyde';
import { createTestDatabase, describeEachDialect, type TestDatabase } from '../support/test-database.js';

@Entity({ table: 'replica_notes' })
class Note {
  @Id() id!: Generated<number>;
  @Column.string() text!: string;
}

describeEachDialect('replicas', (dialect, url) => {
  let replica: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    // A database of its own stands in for a replica that lags behind for ever: what it answers tells who was asked.
    replica = await createTestDatabase(dialect);
    const other = await DataSource.open({ url: replica.url, entities: [Note] });
    await other.createTables();
    await other.repository(Note).bulkCreate([{ text: 'old' }, { text: 'older' }]);
    await other.close();
    dataSource = await DataSource.open({ url: url(), entities: [Note], replicas: { reports: replica.url } });
    await dataSource.createTables();
    await dataSource.repository(Note).create({ text: 'new' });
  });
  afterAll(async () => {
    await dataSource.close();
    await replica.drop();
  });

  test('are asked by name', async () => {
    const notes = dataSource.repository(Note);
    expect(await notes.count()).toBe(1);
    expect(await notes.using('reports').count()).toBe(2);
    expect(await notes.using('reports').orderBy('id').valuesList('text').all()).toEqual(['old', 'older']);
    expect((await notes.using('reports').orderBy('id').cursor({ size: 1 })).items).toMatchObject([{ text: 'old' }]);
    const texts: string[] = [];
    for await (const { text } of notes.using('reports').orderBy('id').stream()) texts.push(text);
    expect(texts).toEqual(['old', 'older']);
  });

  test('are refused for changes, in transactions, and by unknown names', async () => {
    const notes = dataSource.repository(Note);
    await expect(notes.using('reports').filter({ text: 'old' }).update({ text: 'x' })).rejects.toThrow(InvalidQueryError);
    await expect(notes.using('reports').filter({ text: 'old' }).delete()).rejects.toThrow(InvalidQueryError);
    await expect(dataSource.transaction(async () => await notes.using('reports').all())).rejects.toThrow('replica');
    await expect((async () => await notes.using('elsewhere').all())()).rejects.toThrow('reports');
  });

  test('their statements are reported under their name', async () => {
    const names: (string | undefined)[] = [];
    const stop = dataSource.onQuery(({ dataSource: name }) => names.push(name));
    await dataSource.repository(Note).using('reports').count();
    await dataSource.repository(Note).count();
    stop();
    expect(names).toEqual(['default.reports', 'default']);
  });
});
