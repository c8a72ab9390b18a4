// Reads explanations in the forms that the manuals show: those of servers that are not at hand, and rare ones.
import { describe, expect, test } from '@jest/globals';
import { readExplanation } from '../../lib/engine/explain/read-explanation.js';
import type { ServerProfile } from '../../lib/engine/server-profile.js';
import { DecodeError } from '../../lib/error/value-errors.js';
import type { StatementNode } from '../../lib/node/statement-node.js';
import type { ExplainNode, Explanation } from '../../lib/query/explanation.js';

const profile = (dialect: string, isMariadb = false): ServerProfile => ({
  dialect,
  isMariadb,
  version: '',
  versionNumber: 0,
  hasInsertReturning: true,
  hasUpdateReturning: true,
  maxParameters: 1,
  canAddForeignKeys: true,
  describesByValue: false,
});
const mysql = profile('mysql');
const statement = {
  kind: 'select',
  columns: [],
  from: { kind: 'table', table: { name: 'people' }, alias: 't0' },
} as unknown as StatementNode;

function read(server: ServerProfile, answer: unknown): Explanation {
  return readExplanation(server, statement, [[typeof answer === 'string' ? answer : JSON.stringify(answer)]]);
}

/** Operations with their tables, indented. */
function outline({ operation, table, children }: ExplainNode, depth = 0): string[] {
  const name = `${' '.repeat(depth)}${operation}${table === undefined ? '' : ` ${table}`}`;
  return [name, ...children.flatMap((child) => outline(child, depth + 1))];
}

describe('EXPLAIN ANALYZE FORMAT=TREE of MySQL', () => {
  test('gives a tree with measured numbers', () => {
    const { root } = read(
      mysql,
      `-> Inner hash join (t2.c2 = t1.c1)  (cost=3.5 rows=5)
(actual time=0.121..0.131 rows=1 loops=1)
    -> Table scan on t2  (cost=0.07 rows=5)
(actual time=0.0126..0.0221 rows=5 loops=1)
    -> Hash
        -> Table scan on t1  (cost=0.75 rows=5)
(actual time=0.0372..0.0534 rows=5 loops=1)
`,
    );
    expect(outline(root)).toEqual(['Inner hash join', ' Table scan t2', ' Hash', '  Table scan t1']);
    expect(root).toMatchObject({ condition: '(t2.c2 = t1.c1)', cost: 3.5, estimatedRows: 5, actualRows: 1, actualLoops: 1 });
    expect(root.actualMilliseconds).toBe(0.131);
  });

  test('knows filters, ranges and indexes', () => {
    const { root } = read(
      mysql,
      `-> Filter: (t3.pk > 17)  (cost=1.26 rows=5)
(actual time=0.0106..0.016 rows=5 loops=1)
    -> Index range scan on t3 using PRIMARY over (17 < pk)
(cost=1.26 rows=5)
(actual time=0.00993..0.0148 rows=5 loops=1)
`,
    );
    expect(root).toMatchObject({ operation: 'Filter', condition: '(t3.pk > 17)' });
    expect(root.children[0]).toMatchObject({ operation: 'Index range scan', table: 't3', index: 'PRIMARY', condition: '(17 < pk)' });
  });

  test('counts the time of all loops, and knows what never ran', () => {
    const { root } = read(
      mysql,
      `-> Nested loop inner join  (cost=2.75 rows=5) (actual time=0.1..0.2 rows=0 loops=1)
    -> Table scan on t0  (cost=1 rows=1.5e+3) (actual time=0.01..0.02 rows=1500 loops=3)
    -> Single-row index lookup on b using PRIMARY (id=t0.b_id)  (cost=0.25 rows=1) (never executed)
`,
    );
    const [left, right] = root.children;
    expect(left).toMatchObject({ table: 'people', alias: 't0', estimatedRows: 1500, actualMilliseconds: 0.06 });
    expect(right).toMatchObject({ index: 'PRIMARY', condition: '(id=t0.b_id)', actualLoops: 0 });
    expect(right).not.toHaveProperty('actualRows');
  });
});

describe('EXPLAIN FORMAT=JSON of MySQL', () => {
  test('of version 1 is read block by block', () => {
    const { root } = read(mysql, {
      query_block: {
        select_id: 1,
        cost_info: { query_cost: '1.05' },
        ordering_operation: {
          using_filesort: true,
          nested_loop: [
            {
              table: {
                table_name: 't0',
                access_type: 'ALL',
                rows_examined_per_scan: 10,
                rows_produced_per_join: 1,
                filtered: '33.33',
                cost_info: { read_cost: '0.25', eval_cost: '0.10', prefix_cost: '0.35', data_read_per_join: '8' },
                used_columns: ['id', 'name'],
                attached_condition: '(`x`.`t0`.`name` like <cache>(?))',
              },
            },
            { table: { table_name: 'p', access_type: 'ref', key: 'p_user_idx', rows_examined_per_scan: 2, filtered: '100.00' } },
          ],
        },
      },
    });
    expect(outline(root)).toEqual(['Query block', ' Ordering operation', '  Nested loop', '   Table scan people', '   Index lookup p']);
    const [scan, lookup] = root.children[0]?.children[0]?.children ?? [];
    expect(root.cost).toBe(1.05);
    expect(scan).toMatchObject({ alias: 't0', estimatedRows: 3.333, cost: 0.35, detail: { used_columns: ['id', 'name'] } });
    expect(scan?.condition).toContain('like');
    expect(lookup?.index).toBe('p_user_idx');
  });

  test('of version 2 is read step by step', () => {
    const { root } = read(mysql, {
      query: '/* select#1 */ select ...',
      inputs: [
        {
          operation: 'Index lookup on city using CountryCode (CountryCode = country.Code)',
          table_name: 'city',
          index_name: 'CountryCode',
          alias: 'city',
          estimated_rows: 18,
          estimated_total_cost: 4.5,
        },
      ],
      condition: "(country.Name = 'Italy')",
      operation: "Filter: (country.Name = 'Italy')",
      estimated_rows: 1,
    });
    expect(root).toMatchObject({ operation: 'Filter', condition: "(country.Name = 'Italy')", estimatedRows: 1 });
    expect(root.children[0]).toMatchObject({ operation: 'Index lookup', table: 'city', index: 'CountryCode', cost: 4.5 });
  });

  test('says why there is nothing to read', () => {
    const { root } = read(mysql, { query_block: { select_id: 1, message: 'Impossible WHERE' } });
    expect(root.operation).toBe('Impossible WHERE');
  });
});

test('SQLite names scans, searches and what it builds', () => {
  const rows = [
    [2, 0, 0, 'CO-ROUTINE x'],
    [5, 2, 0, 'SCAN t0 USING COVERING INDEX people_name_idx'],
    [9, 0, 0, 'SEARCH p USING AUTOMATIC PARTIAL COVERING INDEX (a=? AND b>?) LEFT-JOIN'],
    [12, 0, 0, 'SEARCH q USING INTEGER PRIMARY KEY (rowid=?)'],
    [20, 0, 0, 'SCAN CONSTANT ROW'],
    [21, 0, 0, 'USE TEMP B-TREE FOR ORDER BY'],
  ];
  const { root } = readExplanation(profile('sqlite'), statement, rows);
  expect(outline(root)).toEqual([
    'QUERY PLAN',
    ' CO-ROUTINE x',
    '  SCAN people',
    ' SEARCH p',
    ' SEARCH q',
    ' SCAN CONSTANT ROW',
    ' USE TEMP B-TREE FOR ORDER BY',
  ]);
  expect(root.children[0]?.children[0]).toMatchObject({ alias: 't0', index: 'people_name_idx' });
  expect(root.children[1]).toMatchObject({ index: 'AUTOMATIC', condition: 'a=? AND b>?' });
  expect(root.children[2]).toMatchObject({ index: 'INTEGER PRIMARY KEY', condition: 'rowid=?' });
});

test('an answer of no known form is an error that does not quote it', () => {
  for (const server of [profile('postgres'), mysql, profile('mysql', true)]) {
    const attempt = (): unknown => read(server, '{"secret 42"');
    expect(attempt).toThrow(DecodeError);
    expect(attempt).not.toThrow(/secret/);
  }
});

test('the text stays narrow', () => {
  const leaf: Record<string, unknown> = {
    'Node Type': 'Seq Scan',
    'Relation Name': 'people',
    Alias: 't0',
    Filter: `(${'name = any '.repeat(30)}${'x'.repeat(200)})`,
    'Plan Rows': 3,
  };
  let plan = leaf;
  for (let depth = 0; depth < 12; depth++) plan = { 'Node Type': 'Nested Loop', Plans: [plan, { 'Node Type': 'Result' }] };
  const { text } = read(profile('postgres'), [{ Plan: plan }]);
  const lines = text.split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
  expect(lines.slice(0, 3)).toEqual(['Nested Loop', '├ Nested Loop', '│ ├ Nested Loop']);
});
