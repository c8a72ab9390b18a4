// The user's own SQL inside a query: text as it is, columns quoted, values as parameters.
import type { ColumnType, Kind } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import type { FragmentNode } from '../node/expression-node.js';
import { expressionFragment, rawExpressionNode, textFragment } from '../node/raw-nodes.js';
import { literal } from './conversions.js';
import { Expression, levelOf } from './expression.js';
import { booleanType } from './lookup.js';
import { described } from './value-check.js';

/** A template whose interpolations are expressions or values. */
export type RawTemplate = (strings: readonly string[], ...values: readonly unknown[]) => Expression;

function templateOf(type: ColumnType): RawTemplate {
  return (strings, ...values) => {
    const operands = values.map((value) => (value instanceof Expression ? value : literal(value)));
    return new Expression({
      key: `raw ${type.kind} ${JSON.stringify(strings)}(${operands.map(({ key }) => key).join(',')})`,
      values: operands.flatMap((operand) => operand.values),
      type,
      label: 'raw SQL',
      isNullable: true,
      level: levelOf(operands),
      resolve: (scope) =>
        rawExpressionNode(
          fragmentsOf(
            strings,
            operands.map((operand) => expressionFragment(operand.resolve(scope))),
          ),
        ),
    });
  };
}

function fragmentsOf(strings: readonly string[], operands: readonly FragmentNode[]): FragmentNode[] {
  return strings.flatMap((text, index) => {
    const operand = operands[index];
    const own = text === '' ? [] : [textFragment(text)];
    return operand ? [...own, operand] : own;
  });
}

const kinds: readonly Kind[] = [
  'text',
  'int',
  'bigint',
  'float',
  'decimal',
  'boolean',
  'uuid',
  'date',
  'time',
  'timestamp',
  'localTimestamp',
  'json',
];

function kindNamed(kind: unknown): Kind {
  const known = kinds.find((name) => name === kind);
  if (known) return known;
  throw new InvalidValueError({
    label: 'raw.as()',
    kind: 'kind',
    expected: `one of ${kinds.join(', ')}`,
    reason: `it is ${described(kind)}`,
  });
}

/** Own SQL as a condition or an order, or as a value of a kind. */
export const raw = Object.freeze({
  sql: templateOf(booleanType),
  as: (kind: unknown): RawTemplate => templateOf(Object.freeze({ kind: kindNamed(kind) })),
});
