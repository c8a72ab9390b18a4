// Nodes are frozen plain data, and what is not there is left out.
import { describe, expect, test } from '@jest/globals';
import { aggregateNode, functionNode } from '../../lib/node/calculation-nodes.js';
import { createTableNode, foreignKeyNode } from '../../lib/node/definition-nodes.js';
import { jsonPathNode } from '../../lib/node/json-nodes.js';
import { allOf, andNode, notNode, orNode } from '../../lib/node/logic-nodes.js';
import { columnNode, literalNode, parameterNode } from '../../lib/node/operand-nodes.js';
import { compareNode, isNotNullNode, likeNode } from '../../lib/node/predicate-nodes.js';
import { rawNode, textFragment } from '../../lib/node/raw-nodes.js';
import { orderNode, outputNode, selectNode, tableSource } from '../../lib/node/select-nodes.js';
import { explainNode, insertNode } from '../../lib/node/write-nodes.js';

const int = { kind: 'int' } as const;
const id = columnNode('t0', 'id', int);
const one = parameterNode(0, int);
const select = selectNode({ from: tableSource({ name: 'a' }, 't0'), columns: [outputNode({ expression: id, type: int })], joins: [] });

describe('nodes', () => {
  test.each<[string, object]>([
    ['column', id],
    ['list parameter', parameterNode(1, int, true)],
    ['and', andNode([id, one])],
    ['or', orNode([])],
    ['not', notNode(id)],
    ['compare', compareNode('eq', id, one)],
    ['like', likeNode(id, one, { ignoreCase: false })],
    ['function', functionNode('lower', [id], int)],
    ['aggregate', aggregateNode('count', int)],
    ['json path', jsonPathNode(id, ['a', 0], { asText: false })],
    ['select', select],
    ['explain', explainNode(select, { analyze: false })],
    ['insert', insertNode({ table: { name: 'a', schema: undefined }, columns: ['id'], values: [one] })],
    ['raw', rawNode([textFragment('SELECT 1')])],
    ['create table', createTableNode({ table: { name: 'a' }, columns: [], primaryKey: [] })],
  ])('%s is frozen and has no undefined key', (_name, node) => {
    expect(Object.isFrozen(node)).toBe(true);
    expect(Object.values(node)).not.toContain(undefined);
    for (const part of Object.values(node).filter(Array.isArray)) if (part.length > 0 || part === node) expect(part).toBeDefined();
  });

  test('say what they are told', () => {
    expect(parameterNode(1, int, true)).toEqual({ kind: 'parameter', index: 1, type: int, list: true });
    expect(isNotNullNode(id)).toEqual({ kind: 'isNull', operand: id, negated: true });
    expect(orderNode(id, true, 'last')).toEqual({ expression: id, descending: true, nulls: 'last' });
    expect(Object.keys(orderNode(id, false))).toEqual(['expression']);
    expect(Object.keys(select)).toEqual(['kind', 'from', 'columns']);
    expect(literalNode(null)).toEqual({ kind: 'literal', value: null });
    expect([allOf([]), allOf([id]), allOf([id, one])]).toEqual([undefined, id, andNode([id, one])]);
    const key = { name: 'k', columns: ['a'], references: { name: 'b', schema: undefined }, referencedColumns: ['id'] };
    expect(Object.keys(foreignKeyNode({ ...key, onDelete: 'cascade', onUpdate: 'noAction' }).references)).toEqual(['name']);
  });
});
