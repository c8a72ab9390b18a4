// Reads EXPLAIN FORMAT=JSON of MySQL (both versions of that form) and the text of EXPLAIN ANALYZE FORMAT=TREE.
import type { ExplainNode } from '../../query/explanation.js';
import { type Block, blockNode } from './blocks.js';
import {
  allOf,
  type ExplainAnswer,
  type ExplainReader,
  isRecord,
  numberOf,
  onlyText,
  present,
  rounded,
  tableFacts,
} from './explain-reader.js';

const line = /^( *)-> (.*)$/;
const estimate = /\(cost=(?:[\d.e+-]+?\.\.)?([\d.e+-]+) rows=([\d.e+-]+)\)/;
const measure = /\(actual time=[\d.e+-]+?\.\.([\d.e+-]+) rows=([\d.e+-]+) loops=([\d.e+-]+)\)/;
const suffix = /\s*(?:\((?:cost=|actual time=|never executed|rows=)[^()]*\)\s*)+$/;
const access = /^([^:(]+?) on ([^\s,]+)(?: using ([^\s,]+))?(.*)$/;

export const mysqlExplain: ExplainReader = {
  reads: ({ dialect, isMariadb }) => dialect === 'mysql' && !isMariadb,
  read(answer) {
    const text = onlyText(answer);
    return text.trimStart().startsWith('{') ? fromJson(JSON.parse(text) as Block, answer) : fromTree(text, answer);
  },
};

function fromJson(whole: Block, answer: ExplainAnswer): ExplainNode {
  const { query_block: block, ...rest } = whole;
  if (isRecord(block)) {
    const root = blockNode('query_block', block, factsOf, answer);
    return { ...root, detail: { ...root.detail, ...rest } };
  }
  // Version 2 of the form; from MySQL 9.2 on the plan has a key of its own.
  const plan = isRecord(whole['query_plan']) ? whole['query_plan'] : whole;
  return operationNode(plan, answer);
}

function factsOf(block: Block): ReturnType<Parameters<typeof blockNode>[2]> {
  const { key, cost_info: costs } = block;
  const cost = isRecord(costs) ? (costs['prefix_cost'] ?? costs['query_cost']) : undefined;
  const examined = numberOf(block['rows_examined_per_scan']);
  return present({
    index: typeof key === 'string' ? key : undefined,
    condition: allOf([block['index_condition'], block['attached_condition']]),
    estimatedRows: examined === undefined ? undefined : rounded((examined * (numberOf(block['filtered']) ?? 100)) / 100),
    cost: numberOf(cost),
  });
}

/** A step of version 2: each says its operation as the text form does, and its inputs. */
function operationNode({ inputs, ...detail }: Block, answer: ExplainAnswer): ExplainNode {
  const { operation, table_name: table, alias } = detail;
  const name = typeof alias === 'string' ? alias : table;
  const step = stepOf(typeof operation === 'string' ? operation : 'Query', answer);
  return {
    ...step,
    ...present({
      ...tableFacts(name, answer),
      index: typeof detail['index_name'] === 'string' ? detail['index_name'] : step.index,
      condition: typeof detail['condition'] === 'string' ? detail['condition'] : step.condition,
      estimatedRows: numberOf(detail['estimated_rows']),
      cost: numberOf(detail['estimated_total_cost']),
    }),
    children: Array.isArray(inputs) ? inputs.filter(isRecord).map((input) => operationNode(input, answer)) : [],
    detail,
  };
}

interface Line {
  readonly depth: number;
  readonly text: string;
}

function fromTree(text: string, answer: ExplainAnswer): ExplainNode {
  const lines = linesOf(text);
  const roots = nodesAt(lines, answer);
  const [root] = roots;
  if (root === undefined) throw new TypeError('the explanation has no lines');
  return roots.length === 1 ? root : { operation: 'Query', children: roots, detail: {} };
}

/** A line without an arrow goes on where the one before it ended. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const [, indent, rest] = line.exec(raw) ?? [];
    const last = lines.at(-1);
    if (indent !== undefined && rest !== undefined) lines.push({ depth: indent.length, text: rest });
    else if (last !== undefined && raw.trim() !== '') lines[lines.length - 1] = { ...last, text: `${last.text}\n${raw}` };
  }
  return lines;
}

/** The nodes of the least depth, each with what is below it. */
function nodesAt(lines: readonly Line[], answer: ExplainAnswer): ExplainNode[] {
  const depth = lines[0]?.depth ?? 0;
  const starts = lines.flatMap((each, index) => (each.depth <= depth ? [index] : []));
  return starts.map((start, index) => {
    const below = nodesAt(lines.slice(start + 1, starts[index + 1] ?? lines.length), answer);
    return treeNode(lines[start]?.text ?? '', below, answer);
  });
}

function treeNode(text: string, children: readonly ExplainNode[], answer: ExplainAnswer): ExplainNode {
  const [, cost, estimatedRows] = estimate.exec(text) ?? [];
  const [, time, actualRows, loops] = measure.exec(text) ?? [];
  const actualLoops = numberOf(loops) ?? (text.includes('(never executed)') ? 0 : undefined);
  const total = time === undefined || actualLoops === undefined ? undefined : rounded(Number(time) * actualLoops);
  return {
    ...stepOf(text.replace(suffix, ''), answer),
    ...present({
      estimatedRows: numberOf(estimatedRows),
      cost: numberOf(cost),
      actualRows: numberOf(actualRows),
      actualLoops,
      actualMilliseconds: total,
    }),
    children,
    detail: { line: text },
  };
}

/** What the words before the numbers say. */
function stepOf(text: string, answer: ExplainAnswer): Pick<ExplainNode, 'operation' | 'table' | 'alias' | 'index' | 'condition'> {
  const [, operation, table, index, rest = ''] = access.exec(text) ?? [];
  if (operation !== undefined) return { operation, ...present({ ...tableFacts(table, answer), index, condition: inParentheses(rest) }) };
  const [, head = text, after] = /^([^:(]+): ([\s\S]*)$/.exec(text) ?? [];
  if (after !== undefined) return { operation: head, condition: after };
  const [, join, on] = /^([^:(]*join[^:(]*?) (\([\s\S]*\))$/i.exec(text) ?? [];
  return join === undefined || on === undefined ? { operation: text } : { operation: join, condition: on };
}

function inParentheses(text: string): string | undefined {
  return /\([\s\S]*\)/.exec(text)?.[0];
}
