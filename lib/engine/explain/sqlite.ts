// Reads EXPLAIN QUERY PLAN of SQLite: rows of an id, the id of the parent, a number without meaning and a text.
import type { ExplainNode } from '../../query/explanation.js';
import { type ExplainAnswer, type ExplainReader, present, tableFacts } from './explain-reader.js';

const access =
  /^(SCAN|SEARCH)(?: TABLE)? (\S+)(?: AS (\S+))?(?: USING (?:(?:AUTOMATIC |PARTIAL |COVERING )*INDEX(?: ([^\s(]\S*))?|(INTEGER PRIMARY KEY)))?(?: \((.*?)\))?( .*)?$/;

export const sqliteExplain: ExplainReader = {
  reads: ({ dialect }) => dialect === 'sqlite',
  read(answer) {
    return { operation: 'QUERY PLAN', children: childrenOf(0, answer), detail: {} };
  },
};

function childrenOf(parent: number, answer: ExplainAnswer): ExplainNode[] {
  return answer.rows.filter((row) => Number(row[1]) === parent).map((row) => nodeOf(row, answer));
}

function nodeOf([id, parent, , text]: readonly unknown[], answer: ExplainAnswer): ExplainNode {
  const detail = { id: Number(id), parent: Number(parent), detail: String(text) };
  // The id of a row is never 0: that is the parent of the first ones.
  const children = detail.id === 0 ? [] : childrenOf(detail.id, answer);
  return { ...stepOf(detail.detail, answer), children, detail };
}

function stepOf(text: string, answer: ExplainAnswer): Omit<ExplainNode, 'children' | 'detail'> {
  const [, operation, name, alias, index, key, condition] = access.exec(text) ?? [];
  if (operation === undefined || text === 'SCAN CONSTANT ROW') return { operation: text };
  const automatic = index === undefined && / USING AUTOMATIC /.test(text) ? 'AUTOMATIC' : undefined;
  const table = alias === undefined ? tableFacts(name, answer) : { table: name, alias };
  return { operation, ...present({ ...table, index: index ?? key ?? automatic, condition }) };
}
