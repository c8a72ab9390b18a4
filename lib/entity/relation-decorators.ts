// `@BelongsTo`, `@HasOne`, `@HasMany`, `@ManyToMany`: relations, checked against the properties they stand on.
import type { Carries, Many, One, Solid } from './brands.js';
import type { PropertyMustBe } from './column-decorators.js';
import { declareAbsent } from './declare-rules.js';
import { ownDefinition, type RelationFacts } from './entity-definition.js';
import type { EntityClass, ReferentialAction } from './entity-metadata.js';

/** `() => User`: a class, through its prototype, which is cheaper to infer from than its constructor. */
export type Lazy<U> = () => { readonly prototype: U };

export interface BelongsToOptions<R, N> {
  /** The property that the key refers to; the primary key by default. */
  readonly references?: R;
  /** Whether there may be none; the key must be nullable, too. */
  readonly nullable?: N;
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** False: the database holds no constraint. */
  readonly constraint?: boolean;
  /** At most one row for each target: the other side may be `@HasOne`. */
  readonly unique?: boolean;
}

/** What a compile error shows when the key beside a nullable relation is not nullable. */
export interface KeyMustBe<Name, Expected> extends Carries<[Name, Expected]> {}
/** Decorates `author!: One<User>` beside `authorId!: number`. */
export interface BelongsToOf<U, F extends string, V> {
  <K extends string>(target: { [P in K]: One<U> } & { [P in F]: V }, key: K): void;
}
/** Decorates `editor!: One<User> | null` beside `editorId!: number | null`. */
export interface MayBelongToOf<U, F extends string, V> {
  <T extends { [P in K]: One<U> | null } & { [P in F]: V | null }, K extends string>(
    target: T,
    key: null extends T[K] ? (null extends T[F] ? K : KeyMustBe<F, V | null>) : PropertyMustBe<One<U> | null>,
  ): void;
}
/** Decorates a relation over a composite key. */
export interface BelongsByKeysOf<U, F extends string> {
  <K extends string>(target: { [P in K]: One<U> | null } & { [P in F]: unknown }, key: K): void;
}
/** Decorates `comments!: Many<Comment>` in I, the class that the inverse points to. */
export interface HasManyOf<U, I> {
  <K extends string>(target: { [P in K]: Many<U> } & I, key: K): void;
}
export interface HasOneOf<U, I> {
  <K extends string>(target: { [P in K]: One<U> | null } & I, key: K): void;
}
export interface ManyToManyOf<U> {
  <K extends string>(target: { [P in K]: Many<U> }, key: K): void;
}
/** What a compile error shows when the named inverse is no to-one relation. */
export interface InverseMustBeOne<Name> extends Carries<Name> {}
type Inverse<U, P extends keyof U> = U[P] & Solid extends One<infer I> ? I : InverseMustBeOne<P>;

type RuntimeDecorator = (prototype: object, property: string) => void;

function declares(facts: RelationFacts): RuntimeDecorator {
  return (prototype, property) => {
    ownDefinition(prototype).relations.set(property, facts);
    declareAbsent(prototype, property);
  };
}

/**
 * A to-one relation whose key is in this entity's table. A key that has no column decorator becomes a column of the type it refers to.
 *
 * @example
 * authorId!: number;
 * @BelongsTo(() => User, 'authorId', { onDelete: 'cascade' }) author!: One<User>;
 */
export function BelongsTo<U, F extends string, R extends keyof U = 'id' & keyof U, N extends boolean = false>(
  target: Lazy<U>,
  key: F,
  options?: BelongsToOptions<R, N>,
): N extends true ? MayBelongToOf<U, F, U[R]> : BelongsToOf<U, F, U[R]>;
export function BelongsTo<U, F extends string, N extends boolean = false>(
  target: Lazy<U>,
  keys: readonly F[],
  options?: BelongsToOptions<readonly (keyof U)[], N>,
): BelongsByKeysOf<U, F>;
export function BelongsTo(
  target: Lazy<unknown>,
  key: string | readonly string[],
  options: BelongsToOptions<unknown, boolean> = {},
): unknown {
  const { references, nullable = false, onDelete, onUpdate, constraint = true, unique = false } = options;
  return declares({
    kind: 'belongsTo',
    target,
    keys: typeof key === 'string' ? [key] : key,
    references: references === undefined ? undefined : (Array.isArray(references) ? references : [references]).map(String),
    isNullable: nullable,
    onDelete,
    onUpdate,
    isConstrained: constraint,
    isUnique: unique,
  });
}

/** The many sides of a `@BelongsTo` of another entity. */
export function HasMany<U, P extends keyof U>(target: Lazy<U>, inverse: P): HasManyOf<U, Inverse<U, P>> {
  return declares({ kind: 'hasMany', target, inverse: String(inverse) }) as HasManyOf<U, Inverse<U, P>>;
}

/** The other side of a `@BelongsTo` whose key is unique. */
export function HasOne<U, P extends keyof U>(target: Lazy<U>, inverse: P): HasOneOf<U, Inverse<U, P>> {
  return declares({ kind: 'hasOne', target, inverse: String(inverse) }) as HasOneOf<U, Inverse<U, P>>;
}

export interface ManyToManyOptions {
  readonly through: () => EntityClass;
  /** The relation of the through entity to this entity, where it has more than one. */
  readonly from?: string;
  /** The relation of the through entity to the target, where it has more than one. */
  readonly to?: string;
}

/**
 * A relation over a through entity, which belongs to both sides.
 *
 * @example
 * @ManyToMany(() => User, { through: () => Follow, from: 'follower', to: 'followed' }) follows!: Many<User>;
 */
export function ManyToMany<U>(target: Lazy<U>, { through, from, to }: ManyToManyOptions): ManyToManyOf<U> {
  return declares({ kind: 'manyToMany', target, through, from, to }) as unknown as ManyToManyOf<U>;
}
