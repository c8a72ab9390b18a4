// Statements in a short notation of the tests, so that a golden is a line and not a page of nodes. It is no SQL and of no dialect.
import type { ExpressionNode, JoinNode, OrderNode, OutputNode, SelectNode, SourceNode } from '../../lib/node/expression-node.js';
import type { StatementNode } from '../../lib/node/statement-node.js';

export function statementText(node: StatementNode): string {
  switch (node.kind) {
    case 'select':
      return selectText(node);
    case 'update':
      return `update ${node.table.name} ${node.alias} set ${node.set.map(({ column, value }) => `${column} = ${text(value)}`).join(', ')}${clause(' where ', node.where)}${returning(node.returning)}`;
    case 'delete':
      return `delete ${node.table.name} ${node.alias}${clause(' where ', node.where)}`;
    case 'insert': {
      const conflict = node.onConflict;
      const onConflict = conflict
        ? ` on conflict (${conflict.target.join(', ')}) update (${conflict.set.map(({ column }) => column).join(', ')})`
        : '';
      return `insert ${node.table.name} (${node.columns.join(', ')}) values (${texts(node.values)})${onConflict}${returning(node.returning)}`;
    }
    default:
      return JSON.stringify(node);
  }
}

export function selectText(node: SelectNode): string {
  const { distinct, columns, from, joins = [], where, groupBy, having, orderBy, limit, offset, lock } = node;
  return [
    `select ${distinct ? 'distinct ' : ''}${columns.map(outputText).join(', ')} from ${sourceText(from)}`,
    ...joins.map(joinText),
    clause('where ', where),
    groupBy ? `group by ${texts(groupBy)}` : '',
    clause('having ', having),
    orderBy ? `order by ${orderBy.map(orderText).join(', ')}` : '',
    clause('limit ', limit),
    clause('offset ', offset),
    lock ? `for ${lock.strength}${lock.wait ? ` ${lock.wait}` : ''}${lock.of ? ` of ${lock.of.join(', ')}` : ''}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function text(node: ExpressionNode): string {
  switch (node.kind) {
    case 'column':
      return `${node.source}.${node.name}`;
    case 'parameter':
      return `?${node.index}:${node.type.kind}${node.list ? '[]' : ''}`;
    case 'literal':
      return String(node.value);
    case 'and':
    case 'or':
      return `(${node.operands.map(text).join(` ${node.kind} `)})`;
    case 'not':
      return `not(${text(node.operand)})`;
    case 'compare':
      return `${text(node.left)} ${signs[node.operator]} ${text(node.right)}`;
    case 'isNull':
      return `${text(node.operand)} is ${node.negated ? 'not ' : ''}null`;
    case 'in':
      return `${text(node.operand)} in ${text(node.list)}`;
    case 'inSelect':
      return `${text(node.operand)} in (${selectText(node.select)})`;
    case 'between':
      return `${text(node.operand)} between ${text(node.low)} and ${text(node.high)}`;
    case 'like':
      return `${text(node.operand)} ${node.ignoreCase ? 'i' : ''}like ${text(node.pattern)}`;
    case 'contains':
      return `${node.ignoreCase ? 'i' : ''}contains(${node.position}, ${text(node.operand)}, ${text(node.text)})`;
    case 'regex':
      return `${text(node.operand)} ${node.ignoreCase ? '~*' : '~'} ${text(node.pattern)}`;
    case 'arithmetic':
      return `(${text(node.left)} ${node.operator} ${text(node.right)}):${node.type.kind}`;
    case 'function':
      return `${node.function}(${texts(node.arguments)}):${node.type.kind}`;
    case 'aggregate':
      return `${node.function}(${node.operand ? text(node.operand) : '*'}):${node.type.kind}`;
    case 'window':
      return `${typeof node.function === 'string' ? node.function : text(node.function)}(partition ${texts(node.partitionBy ?? [])} order ${(node.orderBy ?? []).map(orderText).join(', ')})`;
    case 'datePart':
      return `${node.part}(${text(node.operand)}:${node.type.kind})`;
    case 'jsonPath':
      return `${text(node.operand)} ${node.asText ? '->>' : '->'} ${JSON.stringify(node.path)}`;
    case 'jsonContains':
      return `${text(node.operand)} @> ${text(node.value)}`;
    case 'jsonHasKey':
      return `${text(node.operand)} ? ${text(node.key)}`;
    case 'arrayHas':
      return `has(${node.mode}, ${text(node.operand)}, ${text(node.value)})`;
    case 'arrayIsEmpty':
      return `isEmpty(${text(node.operand)})`;
    case 'exists':
      return `exists(${selectText(node.select)})`;
    case 'scalar':
      return `(${selectText(node.select)})`;
    case 'reference':
      return `${node.source}.${node.name}`;
    default:
      return JSON.stringify(node);
  }
}

const signs = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function texts(nodes: readonly ExpressionNode[]): string {
  return nodes.map(text).join(', ');
}

function clause(word: string, node: ExpressionNode | undefined): string {
  return node ? word + text(node) : '';
}

function outputText({ expression, name }: OutputNode): string {
  return text(expression) + (name === undefined ? '' : ` as ${name}`);
}

function returning(outputs: readonly OutputNode[] | undefined): string {
  return outputs ? ` returning ${outputs.map(outputText).join(', ')}` : '';
}

function sourceText(source: SourceNode): string {
  if (source.kind === 'cte') return `${source.name} ${source.alias}`;
  return source.kind === 'table' ? `${source.table.name} ${source.alias}` : `(${selectText(source.select)}) ${source.alias}`;
}

function joinText({ type, source, on }: JoinNode): string {
  return `${type} join ${sourceText(source)} on ${text(on)}`;
}

function orderText({ expression, descending, nulls }: OrderNode): string {
  return text(expression) + (descending ? ' desc' : '') + (nulls ? ` nulls ${nulls}` : '');
}
