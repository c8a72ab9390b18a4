// `@Column` and its kinds at run time: each writes the column on the class, and the rules of its values.
import 'reflect-metadata';
import type { ColumnDecorators, ColumnOptions } from './column-decorators.js';
import type { ColumnType, ElementKind, Kind } from './column-type.js';
import { declareAbsent, declareRules } from './declare-rules.js';
import { ownDefinition } from './entity-definition.js';

/** Every option that a kind may have. */
interface AnyOptions extends ColumnOptions {
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: RegExp;
  readonly min?: number;
  readonly max?: number;
  readonly precision?: number;
  readonly scale?: number;
}

interface KindFacts {
  readonly kind: Kind;
  readonly of?: ElementKind;
  readonly enumeration?: object;
}

type Decorator = (prototype: object, property: string) => void;

const designedKinds = new Map<unknown, Kind>([
  [String, 'string'],
  [Number, 'int'],
  [Boolean, 'boolean'],
  [Date, 'timestamp'],
  [BigInt, 'bigint'],
]);

function bareColumn(options: AnyOptions = {}): Decorator {
  return (prototype, property) => {
    const designType: unknown = Reflect.getMetadata('design:type', prototype, property);
    const kind = designedKinds.get(designType);
    declareColumn(prototype, property, kind && { kind }, options, designType);
  };
}

function kindOf(kind: Kind): (options?: AnyOptions) => Decorator {
  return (options = {}) =>
    (prototype, property) =>
      declareColumn(prototype, property, { kind }, options);
}

function enumColumn(enumeration: object, options: AnyOptions = {}): Decorator {
  return (prototype, property) => declareColumn(prototype, property, { kind: 'enum', enumeration }, options);
}

function arrayColumn(of: ElementKind, options: AnyOptions = {}): Decorator {
  return (prototype, property) => declareColumn(prototype, property, { kind: 'array', of }, options);
}

function declareColumn(prototype: object, property: string, kind: KindFacts | undefined, options: AnyOptions, designType?: unknown): void {
  const members = kind?.enumeration && membersOf(kind.enumeration);
  const type = kind && typeOf(kind, members, options);
  const { columns } = ownDefinition(prototype);
  const { default: value, databaseDefault, generatedAs, comment, min, max, minLength, pattern } = options;
  const { nullable: isNullable = false, hidden: isHidden = false, unique: isUnique, index: isIndexed } = options;
  const problem = kind?.enumeration && !members ? mixedEnum : undefined;
  columns.set(property, {
    type,
    designType,
    problem,
    column: options.column,
    comment,
    isNullable,
    isHidden,
    isUnique,
    isIndexed,
    isPrimaryKey: columns.get(property)?.isPrimaryKey,
    default: value,
    databaseDefault,
    generatedAs,
    min,
    max,
    minLength,
    pattern,
  });
  if (!type) return;
  if (generatedAs !== undefined) return declareAbsent(prototype, property);
  const isOptional = value !== undefined || databaseDefault !== undefined;
  declareRules(prototype, property, { type, isNullable, isOptional, isHidden, min, max, minLength, pattern });
}

/** The column's type as plain data, without keys that say nothing. */
function typeOf({ kind, of }: KindFacts, members: EnumMembers | undefined, options: AnyOptions): ColumnType {
  const { maxLength, precision, scale, type: native, collation } = options;
  const facts = { of, maxLength, precision, scale, native, collation, ...members };
  return Object.freeze({ kind, ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) });
}

type EnumMembers = Pick<ColumnType, 'values' | 'numbers'>;

const mixedEnum = { fact: 'its enum mixes texts and numbers, or has no members.', remedy: 'Use only texts or only whole numbers.' };

/** A numeric enum of TypeScript also maps values to names: those keys are no members. */
function membersOf(enumeration: object): EnumMembers | undefined {
  const members = Object.entries(enumeration).filter(([key]) => !/^-?\d+$/.test(key));
  const values: readonly unknown[] = Object.freeze([...new Set(members.map(([, value]) => value as unknown))]);
  if (values.length === 0) return undefined;
  if (values.every((value) => typeof value === 'string')) return { values };
  return values.every((value) => typeof value === 'number' && Number.isSafeInteger(value)) ? { numbers: values as number[] } : undefined;
}

/** `@Column()` and `@Column.string()`, `@Column.int()`, ...: a stored column. */
export const Column = Object.assign(bareColumn, {
  string: kindOf('string'),
  text: kindOf('text'),
  uuid: kindOf('uuid'),
  date: kindOf('date'),
  time: kindOf('time'),
  localTimestamp: kindOf('localTimestamp'),
  decimal: kindOf('decimal'),
  int: kindOf('int'),
  float: kindOf('float'),
  duration: kindOf('duration'),
  bigint: kindOf('bigint'),
  boolean: kindOf('boolean'),
  timestamp: kindOf('timestamp'),
  bytes: kindOf('bytes'),
  json: kindOf('json'),
  enum: enumColumn,
  array: arrayColumn,
}) as unknown as ColumnDecorators;
