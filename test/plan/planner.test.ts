// The planner: statements of queries and changes, parameters, and the cache of plans.
import { describe, expect, test } from '@jest/globals';
import type { EntityMetadata } from '../../lib/entity/entity-metadata.js';
import { Planner } from '../../lib/plan/planner.js';
import { initialState } from '../../lib/query/initial-state.js';
import { QueryBuilder } from '../../lib/query/query-builder.js';
import { createBlog } from '../support/blog-entities.js';
import { lambda, planned } from '../support/planned.js';
import { RecordingExecutor } from '../support/recording-executor.js';
import { statementText } from '../support/statement-text.js';

const blog = createBlog();
const executor = new RecordingExecutor();
const from = (entity: EntityMetadata): QueryBuilder => new QueryBuilder(executor, initialState(entity));
const companies = from(blog.company);
const posts = from(blog.post);

/** What a terminal asked its executor. */
async function asked(run: Promise<unknown>): Promise<string> {
  await run.catch(() => undefined);
  return planned(executor.last).text;
}

describe('statements', () => {
  test('a select has the visible columns', () => {
    expect(planned(companies.filter({ id: 1 })).text).toBe('select t0.id, t0.name, t0.city from companies t0 where t0.id = ?0:int');
    expect(planned(posts).text).not.toContain('edit_token');
  });

  test('limit and offset are parameters', () => {
    const { text, values } = planned(companies.orderBy('-city', 'name').limit(5).offset(2));
    expect(text).toBe(
      'select t0.id, t0.name, t0.city from companies t0 order by t0.city desc nulls first, t0.name limit ?0:int offset ?1:int',
    );
    expect(values).toEqual([5, 2]);
  });

  test('a join shares its source with filters and orders', () => {
    const query = from(blog.user)
      .join({ company: true })
      .filter({ company: { name: 'x' } })
      .orderBy('company.city');
    expect(planned(query.filter({ active: true })).text).toBe(
      'select t0.id, t0.name, t0.email, t0.role, t0.active, t0.company_id, t0.boss_id, t1.id, t1.name, t1.city from users t0 ' +
        'left join companies t1 on t0.company_id = t1.id where (t1.name = ?0:string and t0.active = ?1:boolean) order by t1.city nulls last',
    );
  });

  test('a lock is on the row itself when others are joined', () => {
    expect(planned(companies.forUpdate()).text).toMatch(/ for update$/);
    expect(planned(from(blog.user).join({ company: true }).forShare({ nowait: true })).text).toMatch(/ for share noWait of t0$/);
  });

  test('terminals', async () => {
    const query = companies.filter({ name: 'x' }).orderBy('city');
    expect(await asked(query.count())).toBe('select count(*):int from companies t0 where t0.name = ?0:string');
    expect(await asked(query.limit(3).count())).toBe(
      'select count(*):int from (select 1 as c0 from companies t0 where t0.name = ?0:string limit ?1:int) t1',
    );
    expect(await asked(query.exists())).toBe('select 1 from companies t0 where t0.name = ?0:string limit 1');
    expect(await asked(companies.first())).toMatch(/order by t0.id limit \?0:int$/);
    expect(await asked(query.last())).toMatch(/order by t0.city desc nulls first limit \?1:int$/);
    expect(await asked(companies.get(5))).toMatch(/where t0.id = \?0:int limit \?1:int$/);
    expect(await asked(posts.sum('price'))).toBe('select sum(t0.price):decimal from posts t0');
    expect(await asked(posts.avg(lambda((p) => p['views']!.plus!(1))))).toBe('select avg((t0.views plus ?0:int):int):float from posts t0');
    expect(await asked(companies.valuesList('city').distinct().all())).toBe('select distinct t0.city from companies t0');
  });

  test('an update sets what Oxyde writes, too', async () => {
    const text = await asked(
      posts.filter({ id: 1 }).update({ title: 'x', views: lambda((p) => p['views']!.plus!(1)), summary: undefined }),
    );
    expect(text).toBe(
      'update posts t0 set title = ?1:string, views = (t0.views plus ?2:int):int, updated_at = ?3:timestamp, ' +
        'version = (t0.version plus ?4:int):int where t0.id = ?0:int',
    );
  });

  test('a change with conditions on related rows selects keys, and repeats its own conditions', async () => {
    expect(
      await asked(
        from(blog.user)
          .filter({ active: true, company: { name: 'x' } })
          .delete(),
      ),
    ).toBe(
      'delete users t0 where (t0.active = ?0:boolean and t0.id in (select t2.id from users t2 left join companies t3 on t2.company_id = t3.id ' +
        'where (t2.active = ?0:boolean and t3.name = ?1:string)))',
    );
    expect(
      await asked(
        from(blog.postTag)
          .filter({ tag: { name: 'x' } })
          .delete(),
      ),
    ).toBe(
      'delete post_tags t0 where exists(select 1 from post_tags t2 left join tags t3 on t2.tag_id = t3.id ' +
        'where (t2.post_id = t0.post_id and t2.tag_id = t0.tag_id and t3.name = ?0:string))',
    );
    expect(
      await asked(
        from(blog.user)
          .unfiltered()
          .update({ name: lambda((u) => u['company']!['name']) }),
      ),
    ).toBe('update users t0 set name = (select t1.name from companies t1 where t0.company_id = t1.id)');
  });

  test('an insert is the template of one row', () => {
    const planner = new Planner({ planCacheSize: 10 });
    const request = { entity: blog.company, properties: ['name', 'city'], rows: [['a', null], ['b', 'c']] }; // prettier-ignore
    const { plan, values } = planner.planInsert(request, { isReturning: true });
    expect(planned({ ...companies.state }, planner).plan.id).not.toBe(plan.id);
    expect(plan.statement).toMatchObject({ kind: 'insert', columns: ['name', 'city'] });
    expect(plan.parameters.map(({ label }) => label)).toEqual(['Company.name', 'Company.city']);
    expect([values, plan.mode]).toEqual([['a', null, 'b', 'c'], 'rows']);
    expect(planner.planInsert(request, { isReturning: false }).plan.mode).toBe('affected');
  });
});

describe('batches', () => {
  const batchText = (query: QueryBuilder): string =>
    planned(query)
      .plan.batches.map(({ plan }) => statementText(plan.statement))
      .join('\n');

  test('take the keys of all parents as one list', () => {
    expect(batchText(companies.prefetch({ staff: { filter: { active: true }, orderBy: 'name' } }))).toBe(
      'select t0.id, t0.name, t0.email, t0.role, t0.active, t0.company_id, t0.boss_id from users t0 ' +
        'where (t0.company_id in ?0:int[] and t0.active = ?1:boolean) order by t0.name',
    );
    expect(batchText(posts.prefetch({ tags: true }))).toBe(
      'select t0.id, t0.name, t1.post_id from tags t0 inner join post_tags t1 on t1.tag_id = t0.id where t1.post_id in ?0:int[]',
    );
    expect(batchText(from(blog.ticket).prefetch({ place: true }))).toBe(
      'select t0.hall, t0.number, t0.name from seats t0 where (t0.hall in ?0:int[] and t0.number in ?1:int[])',
    );
  });

  test('limit the children of each parent', () => {
    expect(batchText(posts.prefetch({ tags: { orderBy: '-name', limit: 2, offset: 1 } }))).toBe(
      'select t2.c0, t2.c1, t2.c2 from (select t0.id as c0, t0.name as c1, t1.post_id as c2, ' +
        'rowNumber(partition t1.post_id order t0.name desc) as place from tags t0 inner join post_tags t1 on t1.tag_id = t0.id ' +
        'where t1.post_id in ?0:int[]) t2 where (t2.place > ?2:int and t2.place <= (?2:int plus ?1:int):int) order by t2.place',
    );
  });

  test('find their values behind those of the query', async () => {
    const query = companies.filter({ name: 'x' }).prefetch({ staff: { filter: { active: true }, prefetch: { posts: { limit: 3 } } } });
    const { plan, values } = planned(query);
    expect([plan.parameters.length, values]).toEqual([1, ['x', true, 3]]);
    const runs: (readonly unknown[])[] = [];
    await plan.batches[0]?.load([{ id: 1 }, { id: 2 }, { id: 1 }], values, (_plan, childValues) => {
      runs.push(childValues);
      return Promise.resolve({ rows: [], columns: [] });
    });
    expect(runs).toEqual([[[1, 2], true, 3]]);
  });
});

describe('the cache of plans', () => {
  test('gives one plan to one shape', () => {
    const planner = new Planner({ planCacheSize: 10 });
    const of = (query: QueryBuilder): number => planned(query, planner).plan.id;
    expect(of(companies.filter({ id: 1 }).limit(1))).toBe(of(companies.filter({ id: 2 }).limit(9)));
    expect(of(companies.filter({ id: 1 }))).not.toBe(of(companies.exclude({ id: 1 })));
    expect(of(companies)).not.toBe(of(companies.distinct()));
    expect(of(companies.orderBy('id'))).not.toBe(of(companies.orderBy('-id')));
    expect(of(companies.limit(1))).not.toBe(of(companies.offset(1)));
    expect(of(companies.values('id'))).not.toBe(of(companies.valuesList('id')));
    expect(of(posts.join({ author: true }))).not.toBe(of(posts.join({ author: { company: true } })));
    expect(of(companies.prefetch({ staff: true }))).not.toBe(of(companies.prefetch({ staff: { limit: 1 } })));
    expect(of(companies.forUpdate())).not.toBe(of(companies.forShare()));
  });

  test('gives up what was used longest ago, batches included, and tells', () => {
    const evicted: number[] = [];
    const planner = new Planner({ planCacheSize: 2, onEvict: (id) => evicted.push(id) });
    const first = planned(companies.prefetch({ staff: true }), planner).plan;
    const second = planned(companies, planner).plan;
    planned(companies.prefetch({ staff: true }), planner);
    planned(posts, planner);
    expect(evicted).toEqual([second.id]);
    planned(companies, planner);
    expect(evicted).toEqual([second.id, first.id, first.batches[0]?.plan.id]);
  });

  test('never uses an id twice', () => {
    const planner = new Planner({ planCacheSize: 1 });
    const ids = [companies, posts, companies, posts].map((query) => planned(query, planner).plan.id);
    expect(new Set(ids).size).toBe(4);
  });
});
