// The class-validator rules and class-transformer conversions of each column kind, written on the class so that it works as a request body.
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDate,
  IsDefined,
  IsEnum,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import type { ColumnType, ElementKind, Kind } from './column-type.js';

/** What the decorator says beside the type. */
export interface RuleFacts {
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** A default or the database fills it when it is absent; null stays wrong. */
  readonly hasDefault: boolean;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly minLength?: number | undefined;
  readonly pattern?: RegExp | undefined;
  /** The values of a numeric or textual enum, as the user gave them. */
  readonly enumeration?: object | undefined;
}

type Rule = PropertyDecorator;

/** Writes the rules of a column on its class. */
export function declareRules(prototype: object, property: string, facts: RuleFacts): void {
  const rules = [...presenceRules(facts), ...valueRules(facts), ...conversionsOf(facts.type)];
  for (const rule of rules) rule(prototype, property);
}

function presenceRules({ isNullable, hasDefault, type }: RuleFacts): Rule[] {
  if (isNullable) return [IsOptional()];
  if (hasDefault) return [ValidateIf((_object: object, value: unknown) => value !== undefined)];
  return type.kind === 'json' ? [IsDefined()] : [];
}

function valueRules(facts: RuleFacts): Rule[] {
  const { type } = facts;
  if (type.kind === 'enum') return [facts.enumeration ? IsEnum(facts.enumeration) : IsIn([...(type.values ?? type.numbers ?? [])])];
  if (type.kind === 'array')
    return [IsArray(), ...kindRules(type.of ?? 'text', { ...facts, type: { ...type, kind: type.of ?? 'text' } }, { each: true })];
  return kindRules(type.kind, facts, {});
}

function kindRules(kind: Kind | ElementKind, facts: RuleFacts, options: ValidationOptions): Rule[] {
  switch (kind) {
    case 'string':
    case 'text':
      return textRules(facts, options);
    case 'int':
    case 'duration':
      return [IsInt(options), Min(facts.min ?? Number.MIN_SAFE_INTEGER, options), Max(facts.max ?? Number.MAX_SAFE_INTEGER, options)];
    case 'float':
      return [IsNumber({}, options), ...bounds(facts, options)];
    case 'boolean':
      return [IsBoolean(options)];
    case 'uuid':
      return [IsUUID('all', options)];
    case 'decimal':
      return [isDecimalText(facts.type, options)];
    case 'date':
      return [Matches(/^\d{4}-\d{2}-\d{2}$/, withMessage('a date of the form YYYY-MM-DD', options)), IsISO8601({ strict: true }, options)];
    case 'time':
      return [Matches(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/, withMessage('a time of the form HH:mm:ss', options))];
    case 'localTimestamp':
      return [
        Matches(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/, withMessage('of the form YYYY-MM-DDTHH:mm:ss', options)),
      ];
    case 'timestamp':
      return [IsDate(options)];
    case 'bigint':
      return [ruleOf('isBigint', 'a bigint', (value) => typeof value === 'bigint', options)];
    case 'bytes':
      return [ruleOf('isBytes', 'bytes', (value) => value instanceof Uint8Array, options)];
    case 'json':
    case 'array':
    case 'enum':
      return [];
  }
}

function textRules({ type, minLength, pattern }: RuleFacts, options: ValidationOptions): Rule[] {
  const rules: Rule[] = [IsString(options)];
  if (type.maxLength !== undefined) rules.push(MaxLength(type.maxLength, options));
  if (minLength !== undefined) rules.push(MinLength(minLength, options));
  if (pattern) rules.push(Matches(pattern, options));
  return rules;
}

function bounds({ min, max }: RuleFacts, options: ValidationOptions): Rule[] {
  return [...(min === undefined ? [] : [Min(min, options)]), ...(max === undefined ? [] : [Max(max, options)])];
}

function isDecimalText({ precision = 38, scale = 0 }: ColumnType, options: ValidationOptions): Rule {
  const whole = Math.max(precision - scale, 1);
  const form = new RegExp(scale === 0 ? `^[+-]?\\d{1,${whole}}$` : `^[+-]?\\d{1,${whole}}(\\.\\d{1,${scale}})?$`);
  return Matches(
    form,
    withMessage(`a decimal number in a string with at most ${precision} digits, ${scale} of them after the point`, options),
  );
}

function ruleOf(name: string, expected: string, accepts: (value: unknown) => boolean, options: ValidationOptions): Rule {
  const { message } = withMessage(expected, options);
  return ValidateBy({ name, validator: { validate: accepts, defaultMessage: () => message } }, options);
}

function withMessage(expected: string, options: ValidationOptions): ValidationOptions & { message: string } {
  return { ...options, message: `${options.each ? 'each value in ' : ''}$property must be ${expected}` };
}

/** JSON bodies have no dates, big integers or bytes: a transforming pipe turns their texts into them. */
function conversionsOf({ kind }: ColumnType): Rule[] {
  const onlyIn = { toClassOnly: true };
  if (kind === 'timestamp') return [Type(() => Date)];
  if (kind === 'bigint') return [Transform(({ value }: { value: unknown }) => toBigint(value), onlyIn)];
  if (kind === 'bytes') return [Transform(({ value }: { value: unknown }) => toBytes(value), onlyIn)];
  return [];
}

function toBigint(value: unknown): unknown {
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function toBytes(value: unknown): unknown {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}
