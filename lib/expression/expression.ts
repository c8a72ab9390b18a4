// Expressions of lambdas at run time: immutable, each a clause of its own, composed by methods.
import { type ColumnType, intType } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { UnknownLookupError } from '../error/unknown-lookup-error.js';
import { arithmeticNode, dateAddNode, dateDifferenceNode } from '../node/calculation-nodes.js';
import type { ArithmeticOperator, Comparison, DatePart, ExpressionNode, TextPosition } from '../node/expression-node.js';
import { andNode, notNode, orNode } from '../node/logic-nodes.js';
import { betweenNode, compareNode, containsNode } from '../node/predicate-nodes.js';
import { isSubquerySource, type ExpressionClause, type Scope } from './expression-clause.js';
import { pathOperand } from './json-lookups.js';
import { amountsOf, isMoment, isSpan } from './date-span.js';
import { booleanType, durationType, type Lookups, type Operand } from './lookup.js';
import { lookupsOf } from './lookup-table.js';
import { partOperand } from './moment-lookups.js';
import { isNotNullStep, isNullStep } from './equality-lookups.js';
import type { Step } from './step.js';
import { checkOf, described } from './value-check.js';

/** Where an expression may stand: over one row, over the rows of a group, or over rows of the result. */
export type Level = 'row' | 'aggregate' | 'window';

/** What an expression is made of. */
export interface ExpressionParts extends Operand {
  readonly values: readonly unknown[];
  /** Of the whole expression; `row` when absent. */
  readonly level?: Level;
}

/** A place in an order. */
export interface ExpressionOrder {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly nulls: 'first' | 'last' | undefined;
}

/** Where NULLs go when the caller does not say. */
interface OrderOptions {
  readonly nulls?: 'first' | 'last';
}

/** A value in SQL. Its methods are those of all kinds; the types show those of its own. */
export class Expression implements ExpressionClause, Operand {
  readonly key: string;
  readonly values: readonly unknown[];
  readonly type: ColumnType;
  readonly label: string;
  readonly isNullable: boolean;
  readonly level: Level;
  readonly #resolve: (scope: Scope) => ExpressionNode;
  #lookups: Lookups | undefined;

  constructor({ key, values, type, label, isNullable, level = 'row', resolve }: ExpressionParts) {
    this.key = key;
    this.values = values;
    this.type = type;
    this.label = label;
    this.isNullable = isNullable;
    this.level = level;
    this.#resolve = resolve;
  }

  resolve(scope: Scope): ExpressionNode {
    return this.#resolve(scope);
  }

  /** The same expression with other facts. */
  with(changes: Partial<ExpressionParts>): Expression {
    const { key, values, type, label, isNullable, level } = this;
    return new Expression({ key, values, type, label, isNullable, level, resolve: this.#resolve, ...changes });
  }

  eq(other: unknown): Expression {
    return other === null ? this.isNull() : this.#compared('eq', other);
  }

  ne(other: unknown): Expression {
    return other === null ? this.#condition(isNotNullStep(this)) : this.#compared('ne', other);
  }

  gt(other: unknown): Expression {
    return this.#compared('gt', other);
  }

  gte(other: unknown): Expression {
    return this.#compared('gte', other);
  }

  lt(other: unknown): Expression {
    return this.#compared('lt', other);
  }

  lte(other: unknown): Expression {
    return this.#compared('lte', other);
  }

  between(low: unknown, high: unknown): Expression {
    const [from, to] = [operandOf(low, this), operandOf(high, this)];
    return composed('between', [this, from, to], booleanType, ([operand, ...ends]) => betweenNode(operand, ends[0], ends[1]));
  }

  /** Takes a list, or a query that gives one column. */
  in(list: unknown): Expression {
    return this.#among('in', list);
  }

  notIn(list: unknown): Expression {
    return this.#among('notIn', list);
  }

  isNull(): Expression {
    return this.#condition(isNullStep(this));
  }

  isNotNull(): Expression {
    return this.#condition(isNotNullStep(this));
  }

  asc(options?: OrderOptions): ExpressionOrder {
    return { expression: this, isDescending: false, nulls: options?.nulls ?? nullsOf(this, false) };
  }

  desc(options?: OrderOptions): ExpressionOrder {
    return { expression: this, isDescending: true, nulls: options?.nulls ?? nullsOf(this, true) };
  }

  /** A number more; a moment later by a span such as `{ days: 3 }`. */
  plus(other: unknown): Expression {
    return isMoment(this.type) ? this.#later(other, 1) : this.#calculated('plus', other);
  }

  /** A number less; a moment earlier by a span; the milliseconds from another moment to this one. */
  minus(other: unknown): Expression {
    if (!isMoment(this.type)) return this.#calculated('minus', other);
    return isSpan(other) ? this.#later(other, -1) : this.#since(operandOf(other, this));
  }

  times(other: unknown): Expression {
    return this.#calculated('times', other);
  }

  /** A division by zero is NULL. */
  dividedBy(other: unknown): Expression {
    return this.#calculated('dividedBy', other);
  }

  modulo(other: unknown): Expression {
    return this.#calculated('modulo', other);
  }

  contains(text: unknown): Expression {
    return text instanceof Expression ? this.#holds('contains', 'anywhere', text) : this.#asked('contains', text);
  }

  icontains(text: unknown): Expression {
    return text instanceof Expression ? this.#holds('icontains', 'anywhere', text) : this.#asked('icontains', text);
  }

  startsWith(text: unknown): Expression {
    return text instanceof Expression ? this.#holds('startsWith', 'start', text) : this.#asked('startsWith', text);
  }

  istartsWith(text: unknown): Expression {
    return text instanceof Expression ? this.#holds('istartsWith', 'start', text) : this.#asked('istartsWith', text);
  }

  endsWith(text: unknown): Expression {
    return text instanceof Expression ? this.#holds('endsWith', 'end', text) : this.#asked('endsWith', text);
  }

  iendsWith(text: unknown): Expression {
    return text instanceof Expression ? this.#holds('iendsWith', 'end', text) : this.#asked('iendsWith', text);
  }

  iexact(text: unknown): Expression {
    return this.#asked('iexact', text);
  }

  regex(pattern: unknown): Expression {
    return this.#asked('regex', pattern);
  }

  year(): Expression {
    return this.#part('year');
  }

  month(): Expression {
    return this.#part('month');
  }

  day(): Expression {
    return this.#part('day');
  }

  week(): Expression {
    return this.#part('week');
  }

  hour(): Expression {
    return this.#part('hour');
  }

  date(): Expression {
    return this.#part('date');
  }

  has(item: unknown): Expression {
    return this.#asked('has', item);
  }

  hasAny(items: readonly unknown[]): Expression {
    return this.#asked('hasAny', items);
  }

  hasAll(items: readonly unknown[]): Expression {
    return this.#asked('hasAll', items);
  }

  isEmpty(): Expression {
    return this.#asked('isEmpty', true);
  }

  hasKey(key: string): Expression {
    return this.#asked('hasKey', key);
  }

  /** The value at a path of a JSON document. */
  path(...keys: readonly (string | number)[]): Expression {
    return this.with(pathOperand(this, keys));
  }

  and(other: unknown): Expression {
    return composed('and', [this, conditionIn(other)], booleanType, andNode);
  }

  or(other: unknown): Expression {
    return composed('or', [this, conditionIn(other)], booleanType, orNode);
  }

  /** True where this is false or NULL. */
  not(): Expression {
    return composed('not', [this], booleanType, ([operand]) => notNode(operand));
  }

  #compared(operator: Comparison, other: unknown): Expression {
    return composed(operator, [this, operandOf(other, this)], booleanType, ([left, right]) => compareNode(operator, left, right));
  }

  #calculated(operator: ArithmeticOperator, other: unknown): Expression {
    const right = operandOf(other, this);
    const type = widerOf(this.type, right.type);
    const result = composed(operator, [this, right], type, ([a, b]) => arithmeticNode(operator, a, b, type));
    return operator === 'dividedBy' || operator === 'modulo' ? result.with({ isNullable: true }) : result;
  }

  #later(span: unknown, sign: 1 | -1): Expression {
    const amounts = amountsOf(this.label, span);
    const steps = amounts.map(({ amount }) => valueExpression(intType, `${this.label} span`, sign * amount));
    const resolve = (scope: Scope): ExpressionNode => {
      const operand = this.resolve(scope);
      const nodes = amounts.map(({ unit }, index) => ({ unit, amount: (steps[index] as Expression).resolve(scope) }));
      return dateAddNode(operand, nodes, this.type);
    };
    const key = `later(${this.key},${amounts.map(({ unit }) => unit).join(',')})`;
    return this.with({ key, values: [...this.values, ...steps.flatMap(({ values }) => values)], resolve });
  }

  #since(other: Expression): Expression {
    return composed('since', [this, other], durationType, ([left, right]) => dateDifferenceNode(left, right, this.type));
  }

  #holds(name: string, position: TextPosition, text: Expression): Expression {
    const ignoreCase = name.startsWith('i');
    return composed(name, [this, text], booleanType, ([operand, part]) => containsNode(operand, part, position, { ignoreCase }));
  }

  #part(part: DatePart): Expression {
    return this.with(partOperand(this, part));
  }

  /** A condition by a lookup. */
  /** The rows of a query may hold a NULL: then the answer is unknown for what is not among them. */
  #among(name: 'in' | 'notIn', list: unknown): Expression {
    const asked = this.#asked(name, list);
    return isSubquerySource(list) ? asked.with({ isNullable: true }) : asked;
  }

  #asked(name: string, value: unknown): Expression {
    const lookups = (this.#lookups ??= lookupsOf(this));
    const lookup = lookups.find(name);
    if (lookup === undefined) {
      throw new UnknownLookupError({ label: this.label, kind: this.type.kind, lookup: name, known: lookups.names });
    }
    const values = [...this.values];
    const step = lookup(value, values);
    return this.#condition(step, values);
  }

  #condition(step: Step, values = this.values): Expression {
    return this.with({ key: `(${step.key})`, values, type: booleanType, resolve: (scope) => step.resolve(scope) });
  }
}

type Nodes = readonly [ExpressionNode, ExpressionNode, ExpressionNode];

/** An expression over others: `make` gets as many nodes as there are operands. */
export function composed(
  name: string,
  operands: readonly Expression[],
  type: ColumnType,
  make: (nodes: Nodes) => ExpressionNode,
): Expression {
  return new Expression({
    key: `${name}(${operands.map(({ key }) => key).join(',')})`,
    values: operands.flatMap(({ values }) => values),
    type,
    label: operands[0]?.label ?? name,
    isNullable: operands.some(({ isNullable }) => isNullable),
    level: levelOf(operands),
    resolve: (scope) => make(operands.map((operand) => operand.resolve(scope)) as unknown as Nodes),
  });
}

const levels: readonly Level[] = ['row', 'aggregate', 'window'];

/** The level of an expression over others. */
export function levelOf(operands: readonly Expression[]): Level {
  return levels[Math.max(0, ...operands.map(({ level }) => levels.indexOf(level)))] ?? 'row';
}

/** Another expression, or a value of the same type as this one. */
export function operandOf(value: unknown, like: Operand): Expression {
  return value instanceof Expression ? value : valueExpression(like.type, like.label, checkOf(like.type, like.label)(value));
}

/** A value as an expression; it has been checked. */
export function valueExpression(type: ColumnType, label: string, value: unknown): Expression {
  const resolve = (scope: Scope): ExpressionNode => scope.parameter(type, { label });
  return new Expression({ key: `?${type.kind}`, values: [value], type, label, isNullable: value === null, resolve });
}

/** PostgreSQL's default, for all dialects: NULL is the greatest value. */
export function nullsOf({ isNullable }: Operand, isDescending: boolean): 'first' | 'last' | undefined {
  if (!isNullable) return undefined;
  return isDescending ? 'first' : 'last';
}

/** A condition that a caller made. */
export function conditionIn(value: unknown): Expression {
  if (value instanceof Expression && value.type.kind === 'boolean') return value;
  const expected = 'a condition, such as row.name.eq(...)';
  throw new InvalidValueError({ label: 'condition', kind: 'boolean', expected, reason: `it is ${described(value)}` });
}

/** An expression that a caller made. */
export function expressionIn(value: unknown): Expression {
  if (value instanceof Expression) return value;
  const expected = 'an expression, such as row.name';
  throw new InvalidValueError({ label: 'expression', kind: 'expression', expected, reason: `it is ${described(value)}` });
}

const width: Readonly<Partial<Record<ColumnType['kind'], number>>> = { int: 1, duration: 1, enum: 1, bigint: 2, decimal: 3, float: 4 };

function widerOf(left: ColumnType, right: ColumnType): ColumnType {
  const wider = (width[right.kind] ?? 0) > (width[left.kind] ?? 0) ? right : left;
  return Object.freeze({ kind: wider.kind === 'enum' ? 'int' : wider.kind });
}
