// `CreateDto` and `UpdateDto`: the columns that a caller may give, as classes for the bodies of requests.
import { addDerivedClass, declareInput, type InputColumn } from '../entity/derived-classes.js';
import { type ColumnFacts, definitionOf } from '../entity/entity-definition.js';
import type { EntityClass } from '../entity/entity-metadata.js';
import type { CreateOf, UpdateOf } from '../entity/inputs.js';
import { ConfigurationError } from '../error/configuration-error.js';
import { copyMetadata } from './copied-metadata.js';

/** A class to extend; its objects are inputs. */
export interface InputClass<T> {
  new (): T;
}

/** Which columns; without `pick`, all that a caller may give. */
export interface InputOptions<P, O> {
  readonly pick?: readonly P[];
  readonly omit?: readonly O[];
}

/** A class, through its prototype, which is cheaper to infer from than its constructor. */
type ClassOf<E> = { readonly prototype: E };
type Picked<T, P, O> = Pick<T, Exclude<keyof T & ([P] extends [never] ? keyof T : P), O>>;
/** Columns whose input is forbidden are left out. */
type Givable<T> = { [K in keyof T as [T[K]] extends [undefined] ? never : K]: T[K] };

/**
 * A class of inputs for `create`: the columns that a caller may give, with the rules of their decorators and those beside them.
 *
 * @throws ConfigurationError for a name that is no such column
 * @example
 * export class CreatePost extends CreateDto(Post, { omit: ['authorId'] }) {}
 */
export function CreateDto<E extends object, P extends keyof CreateOf<E> = never, O extends keyof CreateOf<E> = never>(
  entity: ClassOf<E>,
  options: InputOptions<P, O> = {},
): InputClass<Picked<Givable<CreateOf<E>>, P, O>> {
  return derived(entity, options, false) as InputClass<Picked<Givable<CreateOf<E>>, P, O>>;
}

/**
 * A class of inputs for `update`: the same columns, each of which may be left out.
 *
 * @throws ConfigurationError for a name that is no such column
 * @example
 * export class UpdatePost extends UpdateDto(Post, { pick: ['title', 'body'] }) {}
 */
export function UpdateDto<E extends object, P extends keyof UpdateOf<E> = never, O extends keyof UpdateOf<E> = never>(
  entity: ClassOf<E>,
  options: InputOptions<P, O> = {},
): InputClass<Picked<Givable<UpdateOf<E>>, P, O>> {
  return derived(entity, options, true) as InputClass<Picked<Givable<UpdateOf<E>>, P, O>>;
}

function derived(target: unknown, { pick, omit = [] }: InputOptions<PropertyKey, PropertyKey>, isPartial: boolean): unknown {
  const entity = target as EntityClass;
  const definition = definitionOf(entity);
  if (definition === undefined) throw notAnEntity(entity);
  const columns = [...definition.columns].flatMap(([property, facts]) => inputColumn(property, facts) ?? []);
  const keys = [...definition.relations.values()].flatMap((relation) => (relation.kind === 'belongsTo' ? relation.keys : []));
  const known = [...new Set([...columns.map(({ property }) => property), ...keys.filter((key) => !definition.columns.has(key))])];
  for (const name of [...(pick ?? []), ...omit]) if (!known.includes(String(name))) throw notAnInput(entity, String(name), known);
  const chosen = new Set(known.filter((property) => (pick?.includes(property) ?? true) && !omit.includes(property)));
  const made = class {};
  const facts = { prototype: made.prototype, has: (property: string) => chosen.has(property), isPartial };
  declareInput(facts, columns);
  copyMetadata(entity, made, [...chosen]);
  addDerivedClass(entity, facts);
  return made;
}

/** Undefined for what Oxyde or the database writes. */
function inputColumn(property: string, facts: ColumnFacts): InputColumn | undefined {
  const { type, generation = 'none', generatedAs, isNullable = false, isHidden = false, databaseDefault, comment } = facts;
  const { default: value, min, max, minLength, pattern } = facts;
  if (type === undefined || generation !== 'none' || generatedAs !== undefined) return undefined;
  const isOptional = value !== undefined || databaseDefault !== undefined;
  const rules = { min, max, minLength, pattern };
  return { property, type, isNullable, isHidden, isOptional, generation, generatedAs, comment, default: value, ...rules };
}

function notAnEntity(entity: unknown): ConfigurationError {
  return new ConfigurationError({
    entity: typeof entity === 'function' ? entity.name : String(entity),
    fact: 'a class was derived from it, and it has no columns.',
    remedy: 'Derive from a class with column decorators; where entity files import each other, import it from its own file.',
  });
}

function notAnInput({ name }: EntityClass, property: string, known: readonly string[]): ConfigurationError {
  return new ConfigurationError({
    entity: name,
    property,
    fact: 'a derived class names it, and it is no column that a caller may give.',
    remedy: `Name some of ${known.join(', ')}.`,
  });
}
