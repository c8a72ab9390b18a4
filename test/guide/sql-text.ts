// The SQL of a statement as the page shows it: in lines, with long lists of columns cut short.
import type { CompiledSql } from 'oxyde';

const clause =
  /^(?:FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|WINDOW|FOR UPDATE|FOR SHARE|LOCK IN|INNER JOIN|LEFT JOIN|UNION|INTERSECT|EXCEPT|SELECT|SET|RETURNING)\b/;
const longestLine = 100;

/** The statement, and behind it its parameters as a comment. */
export function sqlText({ sql, parameters }: CompiledSql): string {
  const values = parameters.map((value) => JSON.stringify(value)).join(', ');
  return `${inLines(shortened(sql))}${values === '' ? '' : `\n-- parameters: ${values}`}`;
}

/** What is left of the difference between dialects when quotes and places of parameters are not heeded. */
export function withoutQuotes({ sql }: CompiledSql): string {
  return sql.replaceAll('`', '"').replace(/\$\d+/g, '?');
}

/** Lists of five or more columns of one table are cut after the first. */
function shortened(sql: string): string {
  return sql.replace(
    /((["`])(\w+)\2\.\2\w+\2(?: AS \2\w+\2)?)(?:, \2\3\2\.\2\w+\2(?: COLLATE OXYDE_DECIMAL)?(?: AS \2\w+\2)?){4,}/g,
    '$1, …',
  );
}

/** A line per clause when one line is too long; then one per column, and inner queries indented. */
function inLines(sql: string): string {
  if (sql.length <= longestLine) return sql;
  return splitWhere(sql, ' ', (rest) => clause.test(rest))
    .map(shortLines)
    .join('\n');
}

function shortLines(line: string): string {
  if (line.length <= longestLine) return line;
  const columns = line.startsWith('SELECT ') ? splitWhere(line, ', ', () => true) : [line];
  const whole = columns.map((column, at) => (at === 0 ? '' : '  ') + withInnerQueries(column)).join(',\n');
  return whole;
}

/** Puts inner queries that are long on lines of their own. */
function withInnerQueries(text: string): string {
  if (text.length <= longestLine) return text;
  const start = /\((?=SELECT )/.exec(text)?.index;
  if (start === undefined) return text;
  const end = endOf(text, start);
  const inner = inLines(text.slice(start + 1, end)).replaceAll('\n', '\n  ');
  return `${text.slice(0, start)}(\n  ${inner}\n)${withInnerQueries(text.slice(end + 1))}`;
}

/** Splits at a separator outside of parentheses and quotes, where `accepts` takes what follows. */
function splitWhere(text: string, separator: string, accepts: (rest: string) => boolean): string[] {
  const depths = depthsOf(text);
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
    if (depths[at] !== 0 || !accepts(text.slice(at + separator.length))) continue;
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  return [...parts, text.slice(start)];
}

function endOf(text: string, start: number): number {
  const depths = depthsOf(text);
  const outer = depths[start - 1] ?? 0;
  return depths.findIndex((depth, at) => at > start && depth === outer);
}

/** How many parentheses are open behind each character; what is quoted counts as one more. */
function depthsOf(sql: string): number[] {
  let depth = 0;
  let quote = '';
  return Array.from(sql, (character) => {
    if (quote !== '') {
      if (character === quote) quote = '';
      return depth + 1;
    }
    if (character === "'" || character === '"' || character === '`') quote = character;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    return quote === '' ? depth : depth + 1;
  });
}
