// Prints the tree of an explanation for a narrow terminal.
import type { ExplainNode } from '../../query/explanation.js';

/** The longest line. */
const width = 76;
/** Room that deep trees leave to their words. */
const leastRoom = 24;

/** The tree, one step under the other; what is known of a step stands below its name. */
export function planText(root: ExplainNode): string {
  return linesOf(root, '', '').join('\n');
}

/** `first` begins the first line of the step, `rest` all lines below it. */
function linesOf(node: ExplainNode, first: string, rest: string): string[] {
  const { children } = node;
  const isParent = children.length > 0;
  const under = `${rest}${isParent ? '│ ' : '  '}`;
  const head = wrapped(headOf(node), width - first.length).map((text, index) => (index === 0 ? first : under) + text);
  const facts = [factsOf(node), node.condition ?? ''].filter((text) => text !== '');
  const below = facts.flatMap((text) => wrapped(text, width - under.length).map((part) => under + part));
  const last = children.length - 1;
  const deeper = children.flatMap((child, index) =>
    linesOf(child, `${rest}${index === last ? '└ ' : '├ '}`, `${rest}${index === last ? '  ' : '│ '}`),
  );
  return [...head, ...below, ...deeper];
}

function headOf({ operation, table, alias, index }: ExplainNode): string {
  const on = table === undefined ? '' : ` on ${table}${alias === undefined ? '' : ` (${alias})`}`;
  return `${operation}${on}${index === undefined ? '' : ` using ${index}`}`;
}

function factsOf({ estimatedRows, cost, actualRows, actualLoops, actualMilliseconds }: ExplainNode): string {
  const facts = [
    estimatedRows === undefined ? '' : `rows ${estimatedRows}`,
    cost === undefined ? '' : `cost ${cost}`,
    actualRows === undefined ? '' : `actual rows ${actualRows}`,
    actualLoops === undefined || actualLoops === 1 ? '' : `loops ${actualLoops}`,
    actualMilliseconds === undefined ? '' : `${actualMilliseconds} ms`,
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}

/** Broken between words where possible. */
function wrapped(text: string, room: number): string[] {
  const most = Math.max(leastRoom, room);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((whole) => pieces(whole, most))) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, most: number): string[] {
  return Array.from({ length: Math.max(1, Math.ceil(word.length / most)) }, (_, index) => word.slice(index * most, (index + 1) * most));
}
