// Tells @nestjs/swagger, without importing it, what the columns of an entity are: it looks for these facts on the prototype.
import 'reflect-metadata';
import type { ColumnType, ElementKind, Kind } from './column-type.js';
import { type ColumnFacts, definitionOf } from './entity-definition.js';
import type { ColumnMetadata, EntityClass, EntityMetadata } from './entity-metadata.js';

const listKey = 'swagger/apiModelPropertiesArray';
const factsKey = 'swagger/apiModelProperties';
const doneKey = Symbol.for('oxyde:openapi');

type Schema = Readonly<Record<string, unknown>>;

/** What is told of a column. */
export type DescribedColumn = Pick<
  ColumnMetadata,
  'property' | 'type' | 'isHidden' | 'isNullable' | 'isOptional' | 'generation' | 'generatedAs' | 'comment' | 'default' | 'min' | 'max'
> & { readonly isWriteOnly?: boolean };

/** Writes what decorators say by themselves, so that the mapped types of @nestjs/swagger, made when files are loaded, find it. */
export function declareOpenApiOfDecorators(entity: EntityClass): void {
  const columns = [...(definitionOf(entity)?.columns ?? [])].flatMap(([property, facts]) => describedColumn(property, facts) ?? []);
  declareFacts(entity.prototype as object, columns);
}

/** Writes the facts once per class, with those of foreign keys; what the user's own `@ApiProperty` says stays. */
export function declareOpenApi({ target, columns }: EntityMetadata): void {
  if (Object.hasOwn(target, doneKey)) return;
  Object.defineProperty(target, doneKey, { value: true });
  declareFacts(target.prototype as object, columns);
}

/** Hidden columns are left out, and so are relations. */
export function declareFacts(prototype: object, columns: readonly DescribedColumn[]): void {
  const listed = new Set((Reflect.getMetadata(listKey, prototype) as string[] | undefined) ?? []);
  for (const column of columns) {
    if (column.isHidden) continue;
    listed.add(`:${column.property}`);
    const written = (Reflect.getMetadata(factsKey, prototype, column.property) as Schema | undefined) ?? {};
    Reflect.defineMetadata(factsKey, { ...factsOf(column), ...written }, prototype, column.property);
  }
  Reflect.defineMetadata(listKey, [...listed], prototype);
}

/** Undefined while the kind is not known: `@Column()` alone. */
function describedColumn(property: string, facts: ColumnFacts): DescribedColumn | undefined {
  const { type, isHidden = false, isNullable = false, generation = 'none', databaseDefault, generatedAs, comment, min, max } = facts;
  if (!type) return undefined;
  const isFilled = generation !== 'none' || generatedAs !== undefined || databaseDefault !== undefined || facts.default !== undefined;
  const isOptional = isNullable || isFilled;
  return { property, type, isHidden, isNullable, isOptional, generation, generatedAs, comment, default: facts.default, min, max };
}

function factsOf(column: DescribedColumn): Schema {
  const { isNullable, generation, generatedAs, comment, min, max } = column;
  const isReadOnly = generation !== 'none' || generatedAs !== undefined;
  return given({
    ...schemaOf(column.type),
    required: !column.isOptional,
    nullable: isNullable || undefined,
    readOnly: isReadOnly || undefined,
    writeOnly: column.isWriteOnly || undefined,
    description: comment,
    minimum: min,
    maximum: max,
    default: isJson(column.default) ? column.default : undefined,
  });
}

function schemaOf(type: ColumnType): Schema {
  if (type.kind === 'array') return { ...elementSchema(type), isArray: true };
  if (type.kind === 'enum')
    return type.values ? { type: 'string', enum: [...type.values] } : { type: 'integer', enum: [...(type.numbers ?? [])] };
  return { ...kindSchemas[type.kind], maxLength: type.maxLength };
}

/** The facts of `isArray` are those of its elements, whose lengths would be taken for the array's. */
function elementSchema({ of = 'text' }: ColumnType): Schema {
  return kindSchemas[of satisfies ElementKind];
}

const kindSchemas: Readonly<Record<Kind, Schema>> = {
  string: { type: 'string' },
  text: { type: 'string' },
  int: { type: 'integer', format: 'int64' },
  bigint: { type: 'integer', format: 'int64' },
  float: { type: 'number', format: 'double' },
  decimal: { type: 'string', format: 'decimal' },
  boolean: { type: 'boolean' },
  uuid: { type: 'string', format: 'uuid' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string', format: 'time' },
  timestamp: { type: 'string', format: 'date-time' },
  localTimestamp: { type: 'string' },
  duration: { type: 'integer', format: 'int64' },
  bytes: { type: 'string', format: 'byte' },
  json: { type: 'object', additionalProperties: true },
  array: { type: 'array' },
  enum: { type: 'string' },
};

function isJson(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function given(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
