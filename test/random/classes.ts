// Makes the entity classes of a model, by their decorators; and writes them as the code that a reader can paste.
import 'reflect-metadata';
import * as oxyde from 'oxyde';
import type { EntityClass } from 'oxyde';
import { colours, ranks } from './cells.js';
import type { ColumnModel, EntityModel, Model, RelationModel } from './model.js';

/** What decorates a class or a property, as TypeScript. */
function columnDecorators(column: ColumnModel): string[] {
  const decorators = [`Column.${column.kind}(${columnArguments(column).join(', ')})`];
  return column.isKey ? [...decorators, 'Id.natural()'] : decorators;
}

function columnArguments({ kind, of, isNullable, isHidden, pool, isKey }: ColumnModel): string[] {
  const options = [
    ...(isNullable ? ['nullable: true'] : []),
    ...(isHidden ? ['hidden: true'] : []),
    ...(kind === 'decimal' ? ['precision: 10, scale: 2'] : []),
    ...(kind === 'string' && isKey ? ['maxLength: 50'] : []),
  ];
  const first = { enum: typeof pool[0] === 'number' ? enumCode(ranks) : enumCode(colours), array: `'${of}'` }[kind as 'enum'];
  return [...(first ? [first] : []), ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : [])];
}

function enumCode(members: readonly (string | number)[]): string {
  return `{ ${members.map((member, index) => `M${index}: ${JSON.stringify(member)}`).join(', ')} }`;
}

function relationDecorator(relation: RelationModel): string {
  const target = `() => ${relation.target}`;
  switch (relation.kind) {
    case 'belongsTo': {
      const keys = relation.keys.length === 1 ? `'${relation.keys[0]}'` : `[${relation.keys.map((key) => `'${key}'`).join(', ')}]`;
      const options = [
        'constraint: false',
        ...(relation.isNullable ? ['nullable: true'] : []),
        ...(relation.isUnique ? ['unique: true'] : []),
      ];
      return `BelongsTo(${target}, ${keys}, { ${options.join(', ')} })`;
    }
    case 'manyToMany':
      return `ManyToMany(${target}, { through: () => ${relation.through}, from: '${relation.from}', to: '${relation.to}' })`;
    default:
      return `${relation.kind === 'hasMany' ? 'HasMany' : 'HasOne'}(${target}, '${relation.inverse}')`;
  }
}

/** The properties of a class with what decorates them. */
function members({ columns, relations }: EntityModel): (readonly [property: string, decorators: readonly string[]])[] {
  const own = columns.filter(({ isImplied }) => !isImplied).map((column) => [column.property, columnDecorators(column)] as const);
  return [...own, ...relations.map((relation) => [relation.property, [relationDecorator(relation)]] as const)];
}

/** The classes as TypeScript, without the types of their properties. */
export function modelCode({ entities }: Model): string {
  return entities
    .map((entity) => {
      const lines = members(entity).map(
        ([property, decorators]) => `  ${decorators.map((decorator) => `@${decorator} `).join('')}${property}!: any;`,
      );
      return `@Entity() class ${entity.name} {\n${lines.join('\n')}\n}`;
    })
    .join('\n');
}

const { BelongsTo, Column, Entity, HasMany, HasOne, Id, ManyToMany } = oxyde;

/** The classes themselves, by name. */
export function modelClasses({ entities }: Model): Map<string, EntityClass> {
  const body = entities.map(({ name }) => `const ${name} = class ${name} {};`);
  const decorating = entities.flatMap((entity) => [
    // A decorator on the same property comes before those above it.
    ...members(entity).flatMap(([property, decorators]) =>
      decorators.map((decorator) => `${decorator}(${entity.name}.prototype, '${property}');`),
    ),
    `Entity()(${entity.name});`,
  ]);
  const source = [...body, ...decorating, `return { ${entities.map(({ name }) => name).join(', ')} };`].join('\n');
  // oxlint-disable-next-line typescript/no-implied-eval -- the code that a report shows is the code that ran.
  const make = new Function('BelongsTo', 'Column', 'Entity', 'HasMany', 'HasOne', 'Id', 'ManyToMany', source) as (
    ...given: unknown[]
  ) => object;
  return new Map(Object.entries(make(BelongsTo, Column, Entity, HasMany, HasOne, Id, ManyToMany)) as [string, EntityClass][]);
}
