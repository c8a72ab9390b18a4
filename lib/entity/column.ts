// `@Column` and its kinds at run time: each writes the column on the class, and the rules of its values.
import 'reflect-metadata';
import { ConfigurationError } from '../error/configuration-error.js';
import type { ColumnDecorators, ColumnOptions } from './column-decorators.js';
import { declareRules } from './column-rules.js';
import type { ColumnType, ElementKind, Kind } from './column-type.js';
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
  const type = kind && typeOf(kind, options, `${prototype.constructor.name}.${property}`);
  const { columns } = ownDefinition(prototype);
  columns.set(property, {
    type,
    column: options.column,
    isNullable: options.nullable,
    isHidden: options.hidden,
    isPrimaryKey: columns.get(property)?.isPrimaryKey,
    default: options.default,
    databaseDefault: options.databaseDefault,
    generatedAs: options.generatedAs,
    comment: options.comment,
    isUnique: options.unique,
    isIndexed: options.index,
    min: options.min,
    max: options.max,
    designType,
  });
  if (!type || options.generatedAs !== undefined) return;
  declareRules(prototype, property, {
    type,
    isNullable: options.nullable ?? false,
    hasDefault: options.default !== undefined || options.databaseDefault !== undefined,
    min: options.min,
    max: options.max,
    minLength: options.minLength,
    pattern: options.pattern,
    enumeration: kind.enumeration,
  });
}

/** The column's type as plain data, without keys that say nothing. */
function typeOf({ kind, of, enumeration }: KindFacts, options: AnyOptions, label: string): ColumnType {
  const { maxLength, precision, scale, type: native, collation } = options;
  const facts = { of, maxLength, precision, scale, native, collation, ...(enumeration && enumValues(enumeration, label)) };
  return Object.freeze({ kind, ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) });
}

/** A numeric enum of TypeScript also maps values to names: those keys are no members. */
function enumValues(enumeration: object, label: string): { values?: string[]; numbers?: number[] } {
  const members = Object.entries(enumeration).filter(([key]) => !/^-?\d+$/.test(key));
  const values: unknown[] = members.map(([, value]) => value);
  if (values.length > 0 && values.every((value) => typeof value === 'string')) return { values };
  if (values.length > 0 && values.every((value) => Number.isSafeInteger(value))) return { numbers: values as number[] };
  const [entity = '', property] = label.split('.');
  const fact = 'its enum mixes texts and numbers, or has no members.';
  throw new ConfigurationError({ entity, property, fact, remedy: 'Use only texts or only whole numbers.' });
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
