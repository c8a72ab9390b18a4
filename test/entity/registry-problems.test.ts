// Everything that is wrong with entities is found at boot, all of it at once, with its place and its remedy.
import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { Column } from '../../lib/entity/column.js';
import { Entity } from '../../lib/entity/entity.js';
import type { EntityOptions } from '../../lib/entity/entity-definition.js';
import type { EntityClass } from '../../lib/entity/entity-metadata.js';
import { EntityRegistry } from '../../lib/entity/entity-registry.js';
import { Id } from '../../lib/entity/generated-columns.js';
import { BelongsTo, HasMany, HasOne, ManyToMany } from '../../lib/entity/relation-decorators.js';
import { ConfigurationError, type ConfigurationProblem } from '../../lib/error/configuration-error.js';

type Loose = (prototype: object, property: string) => void;
type Properties = Readonly<Record<string, unknown>>;

/** An entity by hand, past what the types refuse. */
function entity(name: string, properties: Properties, options: EntityOptions = {}): EntityClass {
  const made = { [name]: class {} }[name] as EntityClass;
  for (const [property, decorate] of Object.entries(properties)) (decorate as Loose)(made.prototype as object, property);
  Entity(options)(made);
  return made;
}

const id = { id: Id() };
const Other = entity('Other', { ...id, code: Column.string() });
const lazy = (target: () => unknown): never => target as never;
const belongsTo = (target: () => unknown, key: unknown, options?: object): unknown =>
  (BelongsTo as (...args: unknown[]) => unknown)(target, key, options);

function problemsOf(...entities: EntityClass[]): readonly ConfigurationProblem[] {
  try {
    void new EntityRegistry(entities);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What reading an import of a circle does. */
function early(): never {
  throw new ReferenceError("Cannot access 'Early' before initialization");
}

const bare: Loose = (prototype, property) => {
  Reflect.defineMetadata('design:type', Object, prototype, property);
  (Column() as unknown as Loose)(prototype, property);
};

const cases: readonly [name: string, entities: EntityClass[], fact: RegExp, at?: string][] = [
  ['no primary key', [entity('A', { name: Column.string() })], /no primary key/, 'A'],
  ['only foreign keys and no primary key', [entity('A', { other: belongsTo(() => Other, 'otherId') })], /no primary key/, 'A'],
  ['a bare column of a type that says nothing', [entity('A', { ...id, x: bare })], /cannot tell its kind: TypeScript says Object/, 'A.x'],
  ['a mixed enum', [entity('A', { ...id, x: Column.enum({ a: 1, b: 'b' }) })], /mixes texts and numbers/, 'A.x'],
  [
    'two columns of one name',
    [entity('A', { ...id, x: Column.int(), y: Column.int({ column: 'X' }) })],
    /column "X" is also the one of x/,
    'A.y',
  ],
  ['two tables of one name', [entity('A', id), entity('B', id, { table: 'A' })], /table "A" is also the one of A/, 'B'],
  ['a long column name', [entity('A', { ...id, x: Column.int({ column: 'x'.repeat(64) }) })], /longer than 63 bytes/, 'A.x'],
  ['a long table name', [entity('A', id, { table: 'x'.repeat(64) })], /the name of its table is longer/, 'A'],
  ['an index over what is no column', [entity('A', id, { indexes: [{ on: ['nope'] }] })], /it is no column/, 'A.nope'],
  ['a unique constraint over what is no column', [entity('A', id, { uniques: [['nope']] })], /it is no column/, 'A.nope'],
  [
    'two indexes of one name',
    [
      entity('A', id, {
        indexes: [
          { on: ['id'], name: 'i' },
          { on: ['-id'], name: 'i' },
        ],
      }),
    ],
    /has the name of another/,
    'A',
  ],
  ['no class at the other end', [entity('A', { ...id, o: belongsTo(() => undefined, 'oId') })], /gives no class/, 'A.o'],
  ['a class that is not there yet', [entity('A', { ...id, o: belongsTo(early, 'oId') })], /gives no class/, 'A.o'],
  ['a class that is no entity', [entity('A', { ...id, o: belongsTo(() => class Foreign {}, 'oId') })], /has no @Entity/, 'Foreign'],
  [
    'no other side',
    [
      entity('A', {
        ...id,
        os: HasMany(
          lazy(() => Other),
          'a' as never,
        ),
      }),
    ],
    /Other\.a, is no @BelongsTo of A/,
    'A.os',
  ],
  ['another side that leads elsewhere', pair('HasMany'), /is no @BelongsTo of A/, 'A.others'],
  [
    'a key of another kind',
    [entity('A', { ...id, oId: Column.string(), o: belongsTo(() => Other, 'oId') })],
    /is string, but .* is int/,
    'A.o',
  ],
  [
    'a reference that is not there',
    [entity('A', { ...id, o: belongsTo(() => Other, 'oId', { references: 'x' }) })],
    /does not have/,
    'A.o',
  ],
  ['too many keys', [entity('A', { ...id, o: belongsTo(() => Other, ['x', 'y']) })], /another number of key columns than the 1/, 'A.o'],
  ['a nullable relation with a key that is not', nullable(), /disagree about being nullable/, 'A.o'],
  [
    'setNull where there is no NULL',
    [entity('A', { ...id, o: belongsTo(() => Other, 'oId', { onDelete: 'setNull' }) })],
    /may be null/,
    'A.o',
  ],
  ['a property that is key and relation', [entity('A', { ...id, o: belongsTo(() => Other, 'o') })], /it is a column and a relation/, 'A.o'],
  [
    'a through entity that leads to one side only',
    [entity('A', { ...id, os: through(() => Other) })],
    /does not lead to both A and Other/,
    'A.os',
  ],
  ['a to-one relation whose key is not unique', hasOne({}), /there may be several B for one A/, 'A.b'],
  [
    'a default that breaks the rules',
    [entity('A', { ...id, x: Column.int({ min: 1, default: 0 }) })],
    /default breaks its own rule min/,
    'A.x',
  ],
  ['a default of another kind', [entity('A', { ...id, x: Column.int({ default: 'x' as never }) })], /own rule isInt/, 'A.x'],
  [
    'null as a default where there is no NULL',
    [entity('A', { ...id, x: Column.json({ default: null as never }) })],
    /default is null/,
    'A.x',
  ],
  ['two defaults', [entity('A', { ...id, x: Column.int({ default: 1, databaseDefault: '1' }) })], /more than one of default/, 'A.x'],
  ['a nullable key', [entity('A', { x: both(Column.int({ nullable: true }), Id.natural()) })], /primary key cannot be nullable/, 'A.x'],
  ['a hidden key', [entity('A', { x: both(Column.int({ hidden: true }), Id.natural()) })], /primary key cannot be hidden/, 'A.x'],
  ['lengths the wrong way round', [entity('A', { ...id, x: Column.string({ minLength: 5, maxLength: 2 }) })], /minLength is more/, 'A.x'],
  ['no length', [entity('A', { ...id, x: Column.string({ maxLength: 0 }) })], /no whole numbers of characters/, 'A.x'],
  ['bounds the wrong way round', [entity('A', { ...id, x: Column.int({ min: 5, max: 2 }) })], /min is more than its max/, 'A.x'],
  ['a scale beyond the precision', [entity('A', { ...id, x: Column.decimal({ precision: 2, scale: 3 }) })], /precision and scale/, 'A.x'],
];

test.each(cases)('%s is a problem', (_name, entities, fact, at) => {
  const problems = problemsOf(...entities);
  const found = problems.find((problem) => fact.test(problem.fact));
  expect(problems.map((problem) => problem.fact)).toEqual(expect.arrayContaining([expect.stringMatching(fact)]));
  expect([found?.entity, found?.property].filter(Boolean).join('.')).toBe(at);
  expect(found?.remedy).toMatch(/^[A-Z].*\.$/);
});

test('all problems come in one error', () => {
  const broken = entity('A', { name: Column.string({ maxLength: 0 }), x: bare, o: belongsTo(() => Other, 'oId', { references: 'y' }) });
  const problems = problemsOf(broken, entity('B', id, { table: 'other' }), Other);
  expect(problems.map((problem) => [problem.entity, problem.property].filter(Boolean).join('.')).toSorted()).toEqual(
    ['A', 'A.name', 'A.o', 'A.x', 'Other'].toSorted(),
  );
});

test('a one-to-one relation takes any unique key', () => {
  expect(problemsOf(...hasOne({ unique: true }))).toEqual([]);
});

function pair(_kind: string): EntityClass[] {
  const Wrong: EntityClass = entity('Wrong', { ...id, o: belongsTo(() => Other, 'oId') });
  return [
    entity('A', {
      ...id,
      others: HasMany(
        lazy(() => Wrong),
        'o' as never,
      ),
    }),
  ];
}

function nullable(): EntityClass[] {
  return [entity('A', { ...id, oId: Column.int(), o: belongsTo(() => Other, 'oId', { nullable: true }) })];
}

function hasOne(options: object): EntityClass[] {
  const A: EntityClass = entity('A', {
    ...id,
    b: HasOne(
      lazy(() => B),
      'a' as never,
    ),
  });
  const B: EntityClass = entity('B', { ...id, a: belongsTo(() => A, 'aId', options) });
  return [A];
}

function through(target: () => EntityClass): unknown {
  const Link = entity('Link', { ...id, o: belongsTo(() => Other, 'oId') });
  return ManyToMany(lazy(target), { through: () => Link });
}

function both(...decorators: unknown[]): Loose {
  return (prototype, property) => {
    for (const decorate of decorators) (decorate as Loose)(prototype, property);
  };
}
