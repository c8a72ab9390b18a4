// Reads the nested blocks in which MySQL and MariaDB explain as JSON; what their facts are called is theirs to say.
import type { ExplainNode } from '../../query/explanation.js';
import { type ExplainAnswer, isRecord, present, tableFacts } from './explain-reader.js';

export type Block = Readonly<Record<string, unknown>>;

/** What a database says of a block in its own words. */
export type BlockFacts = (block: Block) => Omit<ExplainNode, 'operation' | 'children' | 'detail' | 'table' | 'alias'>;

/** How tables are read, in the words of the text form. */
const accesses: Readonly<Record<string, string>> = {
  ALL: 'Table scan',
  index: 'Index scan',
  range: 'Index range scan',
  ref: 'Index lookup',
  ref_or_null: 'Index lookup or NULL',
  eq_ref: 'Single-row index lookup',
  const: 'Constant row',
  system: 'Constant row',
  fulltext: 'Full-text index search',
  index_merge: 'Index merge',
  unique_subquery: 'Single-row index lookup in subquery',
  index_subquery: 'Index lookup in subquery',
};

/** Objects that hold facts, not steps. */
const isFact = /^(cost_info|r_engine_stats|query_optimization|index_merge|attached_conditions|range-checked-for-each-record)$/;

/** The tree of a block. */
export function blockNode(name: string, block: Block, facts: BlockFacts, answer: ExplainAnswer): ExplainNode {
  const detail: Record<string, unknown> = {};
  const children: ExplainNode[] = [];
  for (const [key, value] of Object.entries(block)) {
    const steps = isFact.test(key) ? [] : stepsOf(key, value, facts, answer);
    if (steps.length > 0) children.push(...steps);
    else detail[key] = value;
  }
  return {
    operation: operationOf(name, block),
    ...present({ ...tableFacts(block['table_name'], answer), ...facts(block) }),
    children,
    detail,
  };
}

function stepsOf(key: string, value: unknown, facts: BlockFacts, answer: ExplainAnswer): ExplainNode[] {
  if (isRecord(value)) return [blockNode(key, value, facts, answer)];
  if (!Array.isArray(value) || !value.some(isRecord)) return [];
  // Each element is an object around the step itself.
  const steps = value.filter(isRecord).flatMap((element) => inside(element, facts, answer));
  return steps.length > 1 && key === 'nested_loop' ? [{ operation: 'Nested loop', children: steps, detail: {} }] : steps;
}

function inside(element: Block, facts: BlockFacts, answer: ExplainAnswer): ExplainNode[] {
  return Object.entries(element).flatMap(([key, value]) => (isFact.test(key) ? [] : stepsOf(key, value, facts, answer)));
}

function operationOf(name: string, block: Block): string {
  const { access_type: access, message } = block;
  if (typeof message === 'string') return message;
  if (typeof access === 'string') return accesses[access] ?? access;
  const words = name.replaceAll(/[_-]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
