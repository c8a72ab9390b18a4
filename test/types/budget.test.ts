// What the types cost: instantiations of a project of 100 entities and 300 queries, counted by the compiler.
import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../support/house.js';

const folder = join(root, 'test/types');
const entityCount = 100;

/** Eight columns, two keys, four relations and a method. */
function entityFile(index: number): string {
  const [next, other] = [(index + 1) % entityCount, (index + 7) % entityCount];
  const [before, back] = [(index + entityCount - 1) % entityCount, (index + entityCount - 7) % entityCount];
  return `
import { BelongsTo, Column, CreatedAt, Entity, HasMany, Id, type Generated, type HasDefault, type Many, type One } from 'oxyde';
${[...new Set([next, other, before, back])].map((at) => `import { E${at} } from './e${at}.js';`).join('\n')}
@Entity()
export class E${index} {
  @Id() id!: Generated<number>;
  @Column.string({ maxLength: 200 }) title${index}!: string;
  @Column.text({ nullable: true }) summary!: string | null;
  @Column.int({ min: 0, default: 0 }) views!: HasDefault<number>;
  @Column.boolean({ default: true }) active!: HasDefault<boolean>;
  @Column.float() score${index}!: number;
  @Column.timestamp() at!: Date;
  @CreatedAt() createdAt!: Generated<Date>;
  nextId!: number;
  @BelongsTo(() => E${next}, 'nextId') next!: One<E${next}>;
  otherId!: number | null;
  @BelongsTo(() => E${other}, 'otherId', { nullable: true }) other!: One<E${other}> | null;
  @HasMany(() => E${before}, 'next') befores!: Many<E${before}>;
  @HasMany(() => E${back}, 'other') backs!: Many<E${back}>;
  label(): string { return this.title${index}; }
}
`;
}

/** Per entity: one that filters and sorts, one that loads, one that projects. */
function queryFile(index: number): string {
  const next = (index + 1) % entityCount;
  return `
import type { Repository } from 'oxyde';
import { E${index} } from './e${index}.js';
declare const repository: Repository<E${index}>;
export async function use${index}(): Promise<unknown> {
  const found = await repository.filter({ title${index}: { icontains: 'x' }, next: { views: { gt: 3 } } }).orderBy('-createdAt', 'id').limit(3).all();
  const [loaded] = await repository.join({ next: true }).prefetch({ befores: { filter: { active: true }, limit: 3 } }).all();
  const rows = await repository.filter((row) => row.views.gt(3)).values('id', 'title${index}').all();
  return [found[0]?.title${index}, loaded?.next.title${next}, loaded?.befores[0]?.id, rows[0]?.title${index}];
}
`;
}

test('100 entities and 300 queries cost at most 90,000 instantiations', () => {
  const { program, errors } = compile(entityCount);
  expect(errors).toEqual([]);
  const count = program.getInstantiationCount() - compile(0).program.getInstantiationCount();
  expect(count).toBeGreaterThan(20_000);
  expect(count).toBeLessThanOrEqual(90_000);
}, 120_000);

/** Checks the first `count` generated entities and queries; what the package itself costs comes along. */
function compile(count: number): { program: ts.Program; errors: string[] } {
  const files = new Map<string, string>([[join(folder, 'door.ts'), `export type { Repository } from 'oxyde';`]]);
  for (let index = 0; index < count; index++) {
    files.set(join(folder, `e${index}.ts`), entityFile(index));
    files.set(join(folder, `q${index}.ts`), queryFile(index));
  }
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.convertCompilerOptionsFromJson((config as { compilerOptions: object }).compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const real = { fileExists: host.fileExists.bind(host), readFile: host.readFile.bind(host) };
  host.fileExists = (path) => files.has(path) || real.fileExists(path);
  host.readFile = (path) => files.get(path) ?? real.readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  const errors = [...files.keys()].flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)));
  return { program, errors: errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')) };
}
