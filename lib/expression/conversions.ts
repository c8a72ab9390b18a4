// Branches, casts, constants, and parts and units of moments.
import { type ColumnType, intType, type Kind } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { caseNode, castNode, datePartNode, dateTruncateNode } from '../node/calculation-nodes.js';
import type { DatePart, DateUnit } from '../node/expression-node.js';
import { literalNode } from '../node/operand-nodes.js';
import { isMoment } from './date-span.js';
import { composed, conditionIn, Expression, expressionIn, levelOf, operandOf, valueExpression } from './expression.js';
import { booleanType, dateType, floatType, textType, timestampType, timeType } from './lookup.js';
import { described } from './value-check.js';

/** The value of the first branch whose condition holds; NULL when none does and `otherwise` is missing. */
export class CaseExpression extends Expression {
  readonly #branches: readonly Branch[];

  constructor(branches: readonly Branch[], otherwise?: Expression) {
    super(caseParts(branches, otherwise));
    this.#branches = branches;
  }

  /** A further branch. */
  when(condition: unknown, value: unknown): CaseExpression {
    return new CaseExpression([...this.#branches, { when: conditionIn(condition), value: operandOf(value, this) }]);
  }

  /** The value where no branch holds. */
  otherwise(value: unknown): Expression {
    return new CaseExpression(this.#branches, operandOf(value, this));
  }
}

interface Branch {
  readonly when: Expression;
  readonly value: Expression;
}

function caseParts(branches: readonly Branch[], otherwise: Expression | undefined): ConstructorParameters<typeof Expression>[0] {
  const values = [...branches.map(({ value }) => value), ...(otherwise ? [otherwise] : [])];
  const operands = [...branches.flatMap(({ when, value }) => [when, value]), ...(otherwise ? [otherwise] : [])];
  const type = plain(values[0]?.type ?? textType);
  return {
    key: `case(${branches.map(({ when, value }) => `${when.key}:${value.key}`).join(',')};${otherwise?.key ?? ''})`,
    values: operands.flatMap((operand) => operand.values),
    type,
    label: 'caseWhen()',
    isNullable: otherwise === undefined || values.some(({ isNullable }) => isNullable),
    level: levelOf(operands),
    resolve: (scope) => {
      const nodes = branches.map(({ when, value }) => [when.resolve(scope), value.resolve(scope)] as const);
      return caseNode(nodes, otherwise?.resolve(scope));
    },
  };
}

/** `caseWhen(row.views.gt(100), 'many').when(row.views.gt(10), 'some').otherwise('few')`. */
export function caseWhen(condition: unknown, value: unknown): CaseExpression {
  return new CaseExpression([{ when: conditionIn(condition), value: value instanceof Expression ? value : literal(value) }]);
}

/** A value of the program as an expression; its kind is that of the value. @throws InvalidValueError */
export function literal(value: unknown): Expression {
  const type = typeOf(value);
  if (type) return valueExpression(type, 'value()', value);
  const expected = 'a string, a number, a bigint, a boolean or a Date';
  throw new InvalidValueError({ label: 'value()', kind: 'value', expected, reason: `it is ${described(value)}` });
}

function typeOf(value: unknown): ColumnType | undefined {
  switch (typeof value) {
    case 'string':
      return textType;
    case 'boolean':
      return booleanType;
    case 'bigint':
      return Object.freeze({ kind: 'bigint' });
    case 'number':
      return numberType(value);
    default:
      return value instanceof Date && !Number.isNaN(value.getTime()) ? timestampType : undefined;
  }
}

function numberType(value: number): ColumnType | undefined {
  if (Number.isNaN(value)) return undefined;
  return Number.isSafeInteger(value) ? intType : floatType;
}

/** NULL of a kind, for outputs that have to be there. */
export function nothing(kind: unknown): Expression {
  const type = castType(kind);
  const node = castNode(literalNode(null), type);
  return new Expression({ key: `null:${type.kind}`, values: [], type, label: 'NULL', isNullable: true, resolve: () => node });
}

const castKinds: readonly Kind[] = [
  'int',
  'bigint',
  'float',
  'decimal',
  'text',
  'boolean',
  'date',
  'time',
  'timestamp',
  'localTimestamp',
  'json',
];

/** The value as one of another kind. */
export function cast(of: unknown, kind: unknown): Expression {
  const type = castType(kind);
  return composed(`cast ${type.kind}`, [expressionIn(of)], type, ([node]) => castNode(node, type));
}

function castType(kind: unknown): ColumnType {
  const known = castKinds.find((name) => name === kind);
  if (known) return Object.freeze({ kind: known });
  throw new InvalidValueError({
    label: 'cast()',
    kind: 'kind',
    expected: `one of ${castKinds.join(', ')}`,
    reason: `it is ${described(kind)}`,
  });
}

const units: readonly DateUnit[] = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'];
const unitsOfDays: readonly DateUnit[] = ['year', 'quarter', 'month', 'week', 'day'];

/** The beginning of the year, month, ... in which a moment lies; weeks begin on Monday. */
export function truncate(of: unknown, unit: unknown): Expression {
  const operand = expressionIn(of);
  if (!isMoment(operand.type)) throw unfit('truncate()', 'a date or an instant', operand.type.kind);
  const known = (operand.type.kind === 'date' ? unitsOfDays : units).find((name) => name === unit);
  if (known === undefined) throw unfit('truncate()', `one of ${units.join(', ')}`, described(unit));
  return composed(`truncate ${known}`, [operand], operand.type, ([node]) => dateTruncateNode(known, node, operand.type));
}

const partsOfDays: readonly DatePart[] = ['year', 'isoYear', 'quarter', 'month', 'week', 'day', 'dayOfYear', 'weekday'];
const partsOfTime: readonly DatePart[] = ['hour', 'minute', 'second'];

const partTypes: Partial<Record<DatePart, ColumnType>> = { date: dateType, time: timeType };

function partsOf({ kind }: ColumnType): readonly DatePart[] {
  if (kind === 'date') return partsOfDays;
  if (kind === 'time') return partsOfTime;
  return isMoment({ kind }) ? [...partsOfDays, ...partsOfTime, 'date', 'time'] : [];
}

/** A part of a moment: `extract(row.createdAt, 'weekday')`. */
export function extract(of: unknown, part: unknown): Expression {
  const operand = expressionIn(of);
  const parts = partsOf(operand.type);
  const known = parts.find((name) => name === part);
  if (known === undefined) throw unfit('extract()', `one of ${parts.join(', ') || 'nothing: the kind has no parts'}`, described(part));
  const type = partTypes[known] ?? intType;
  return composed(`extract ${known}`, [operand], type, ([node]) => datePartNode(known, node, operand.type));
}

function unfit(label: string, expected: string, found: string): InvalidValueError {
  return new InvalidValueError({ label, kind: 'moment', expected, reason: `it is ${found}` });
}

/** Without what is said of the column alone. */
function plain({ kind, of, values, numbers, precision, scale }: ColumnType): ColumnType {
  return Object.freeze({
    kind,
    ...(of ? { of } : {}),
    ...(values ? { values } : {}),
    ...(numbers ? { numbers } : {}),
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
  });
}
