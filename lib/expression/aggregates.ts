// Aggregates: over the rows of a group or of a whole query, over related rows, or over a window.
import { InvalidValueError } from '../error/invalid-value-error.js';
import { aggregateNode } from '../node/calculation-nodes.js';
import type { AggregateName, ExpressionNode } from '../node/expression-node.js';
import { aggregatedType } from './aggregated-type.js';
import { conditionIn, Expression, expressionIn, type ExpressionParts } from './expression.js';
import { ManyExpression } from './many-expression.js';
import { isPlainObject } from './nested-lookups.js';
import { described } from './value-check.js';
import { windowed } from './windows.js';

/** What an aggregate is made of. */
interface AggregateParts {
  readonly name: AggregateName;
  readonly operand: Expression | undefined;
  readonly condition: Expression | undefined;
  readonly isDistinct: boolean;
}

/** An aggregate of rows; with a window it is computed for each row. */
export class AggregateExpression extends Expression {
  readonly #parts: AggregateParts;

  constructor(parts: AggregateParts) {
    super(expressionParts(parts));
    this.#parts = parts;
  }

  /** Computed over the rows of the same partition, up to the row where the window has an order. */
  over(window: unknown = {}): Expression {
    const { name, operand, condition, isDistinct } = this.#parts;
    const operands = operandsOf(this.#parts);
    const functionOf = (nodes: readonly ExpressionNode[]) => ({
      function: aggregateNode(name, this.type, operand && nodes[0], { isDistinct, filter: condition && nodes.at(-1) }),
    });
    const label = `${isDistinct ? 'distinct ' : ''}${condition ? 'some ' : ''}${name}`;
    return windowed({ name: label, type: this.type, isNullable: this.isNullable, operands, functionOf }, window);
  }
}

function operandsOf({ operand, condition }: AggregateParts): Expression[] {
  return [operand, condition].filter((part) => part !== undefined);
}

function expressionParts(parts: AggregateParts): ExpressionParts {
  const { name, operand, condition, isDistinct } = parts;
  const type = aggregatedType(name, operand?.type);
  const nested = operandsOf(parts).find(({ level }) => level !== 'row');
  if (nested) throw refused(name, 'an expression over one row', 'one that holds an aggregate or a window function');
  return {
    key: `${name}(${isDistinct ? 'distinct ' : ''}${operand?.key ?? '*'}${condition ? ` if ${condition.key}` : ''})`,
    values: operandsOf(parts).flatMap(({ values }) => values),
    type,
    label: name,
    isNullable: name !== 'count',
    level: 'aggregate',
    resolve: (scope) => {
      const node = operand?.resolve(scope);
      const filter = condition?.resolve(scope);
      return aggregateNode(name, type, node, { isDistinct, filter });
    },
  };
}

type Make = (row: unknown) => unknown;

/** The number of rows, of values that are not NULL, or of related rows. */
export function count(of?: unknown, second?: unknown, third?: unknown): Expression {
  if (of instanceof ManyExpression) return related('count', of, second, third);
  const options = optionsIn('count', of !== undefined && !(of instanceof Expression) ? of : second);
  return own('count', of instanceof Expression ? of : undefined, options);
}

/** The sum of the values that are not NULL; NULL when there are none. */
export const sum = aggregate('sum');
/** The mean of the values that are not NULL, as a float. */
export const avg = aggregate('avg');
export const min = aggregate('min');
export const max = aggregate('max');

function aggregate(name: Exclude<AggregateName, 'count'>) {
  return (of: unknown, second?: unknown, third?: unknown): Expression => {
    if (!(of instanceof ManyExpression)) return own(name, expressionIn(of), optionsIn(name, second));
    if (typeof second !== 'function')
      throw refused(name, 'a lambda that says what of each row, such as (comment) => comment.likes', described(second));
    return related(name, of, second, third);
  };
}

/** An aggregate of an expression, without options. */
export function aggregateOf(name: AggregateName, operand: Expression): Expression {
  return own(name, operand, {});
}

interface Options {
  readonly distinct?: boolean;
  readonly filter?: unknown;
}

function own(name: AggregateName, operand: Expression | undefined, { distinct = false, filter }: Options): Expression {
  if (distinct && operand === undefined) throw refused(name, 'an expression whose different values are counted', 'missing');
  return new AggregateExpression({
    name,
    operand,
    condition: filter === undefined ? undefined : conditionIn(filter),
    isDistinct: distinct,
  });
}

/** Related rows may be given a lambda, options, or both. */
function related(name: AggregateName, many: ManyExpression, second: unknown, third: unknown): Expression {
  const of = typeof second === 'function' ? (second as Make) : undefined;
  const { distinct = false, filter } = optionsIn(name, of ? third : second);
  if (filter !== undefined && typeof filter !== 'function')
    throw refused(name, 'a filter such as (row) => row.likes.gt(0)', described(filter));
  if (distinct && of === undefined) throw refused(name, 'a lambda that says which different values are counted', 'missing');
  return many.aggregate({ name, of, filter: filter as Make | undefined, isDistinct: distinct });
}

function optionsIn(name: string, value: unknown): Options {
  if (value === undefined) return {};
  const isKnown = isPlainObject(value) && Object.keys(value).every((key) => key === 'distinct' || key === 'filter');
  if (!isKnown || (value['distinct'] !== undefined && typeof value['distinct'] !== 'boolean')) {
    throw refused(name, 'an expression and options: distinct (true or false), filter (a condition)', described(value));
  }
  return value;
}

function refused(name: string, expected: string, found: string): InvalidValueError {
  return new InvalidValueError({ label: `${name}()`, kind: 'aggregate', expected, reason: `it is ${found}` });
}
