// Writes the rules of columns on their class, for class-validator, class-transformer and Nest's ValidationPipe: an entity is a request body as it is.
import 'reflect-metadata';
import { Exclude, Transform, Type } from 'class-transformer';
import {
  registerDecorator,
  ValidateIf,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import type { ColumnType } from './column-type.js';
import { absentRule, definedRule, valueRulesOf, type RuleFacts, type ValueRule } from './value-rules.js';

/** On what this file writes, so that it is told from rules written by hand; copies of the package agree. */
const own = Symbol.for('oxyde:rule');

export interface ColumnRuleFacts extends RuleFacts {
  readonly isNullable: boolean;
  /** A default or the database fills the column when it is absent; null stays wrong. */
  readonly isOptional: boolean;
  readonly isHidden: boolean;
}

/** Writes the rules of a column that callers may give. */
export function declareRules(prototype: object, property: string, facts: ColumnRuleFacts): void {
  const { isNullable, isOptional, isHidden, type } = facts;
  if (isNullable || isOptional) ValidateIf(isNullable ? isGiven : isDefined)(prototype, property);
  for (const rule of rulesOf(facts)) declareRule(prototype, property, rule);
  convert(prototype, property, type);
  if (isHidden) Exclude({ toPlainOnly: true })(prototype, property);
}

/**
 * A column that Oxyde or the database writes, or a relation: an input that has it is refused. It is no unknown property where those are
 * refused, for class fields make every instance have it, as undefined.
 */
export function declareAbsent(prototype: object, property: string): void {
  declareRule(prototype, property, absentRule);
}

/** The rules of a column, without whether it may be absent or null. */
export function rulesOf(facts: RuleFacts): readonly ValueRule[] {
  const rules = valueRulesOf(facts);
  return rules.length > 0 ? rules : [definedRule];
}

/** Whether class-validator has this rule from a column's decorator. */
export function isOwnRule({
  constraintCls,
  constraints,
}: {
  readonly constraintCls?: unknown;
  readonly constraints?: readonly unknown[] | undefined;
}): boolean {
  return isMarked(constraintCls) || (constraints?.some(isMarked) ?? false);
}

function isMarked(value: unknown): boolean {
  return typeof value === 'function' && Object.hasOwn(value, own);
}

const isGiven = marked((_input: object, value: unknown) => value !== undefined && value !== null);
const isDefined = marked((_input: object, value: unknown) => value !== undefined);

function marked<F extends object>(value: F): F {
  return Object.defineProperty(value, own, { value: true });
}

let declaredCount = 0;

/** How many rules were declared so far: what was read of a class earlier may have changed when this has. */
export function countDeclaredRules(): number {
  return declaredCount;
}

function declareRule(target: object, propertyName: string, rule: ValueRule): void {
  declaredCount += 1;
  const { name, constraints, message, isEach } = rule;
  const validator = marked(
    class implements ValidatorConstraintInterface {
      /** For a rule of each element, class-validator gives elements one by one. */
      validate(value: unknown): boolean {
        return rule.test(value);
      }

      defaultMessage(_arguments: ValidationArguments): string {
        return message;
      }
    },
  );
  ValidatorConstraint({ name })(validator);
  registerDecorator({
    name,
    target: target.constructor,
    propertyName,
    constraints: [...constraints],
    validator,
    options: { each: isEach },
  });
}

/** JSON has no dates, big integers or bytes: a transforming pipe makes them of texts. */
function convert(prototype: object, property: string, { kind, of }: ColumnType): void {
  const element = kind === 'array' ? of : kind;
  if (element === 'timestamp') Type(() => Date)(prototype, property);
  if (element !== 'bigint' && element !== 'bytes') return;
  const convertOne = element === 'bigint' ? toBigint : toBytes;
  const convertAny = (value: unknown): unknown => (Array.isArray(value) ? value.map(convertOne) : convertOne(value));
  // `obj` has what came in: class-transformer has made something else of bytes already.
  Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => convertAny(obj[key]), { toClassOnly: true })(
    prototype,
    property,
  );
}

function toBigint(value: unknown): unknown {
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function toBytes(value: unknown): unknown {
  return typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : value;
}
