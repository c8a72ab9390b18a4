// A project of 100 entities and 300 queries in memory, to see what the types cost: compiled, or open in an editor.
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './paths.mjs';

export const entityCount = 100;
const folder = join(root, 'test/types');
const fileOf = (name) => join(folder, `${name}.ts`);

/** Eight columns, two keys, four relations and a method. */
function entityFile(index) {
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

/** What queries do, each as the statements of a function; half of it is filtering, loading and picking, as in programs. */
export const kinds = [
  ({
    title,
  }) => `const rows = await own.filter({ ${title}: { icontains: 'x' }, next: { views: { gt: 3 } } }).orderBy('-createdAt', 'id').limit(3).all();
  return rows[0]?.${title};`,
  ({ nextTitle }) => `const [row] = await own.join({ next: true }).prefetch({ befores: { filter: { active: true }, limit: 3 } }).all();
  return [row?.next.${nextTitle}, row?.befores[0]?.id];`,
  ({ title }) => `const rows = await own.filter((row) => row.views.gt(3).and(row.next.active)).values('id', '${title}').all();
  return rows[0]?.${title};`,
  () => `const rows = await own.annotate((row) => ({ n: count(row.befores), open: count(row.backs, { filter: (b) => b.active }) })).filter({ n: { gt: 2 } }).orderBy('-n').all();
  return rows[0]?.n;`,
  ({
    title,
    nextTitle,
  }) => `const rows = await own.values((row) => ({ id: row.id, label: concat(row.${title}, ' ', row.next.${nextTitle}), text: coalesce(row.summary, row.${title}), year: row.at.year() })).all();
  return rows[0]?.label;`,
  ({
    score,
  }) => `const rows = await own.groupBy('active').aggregate((row) => ({ n: count(), sum: sum(row.views), mean: avg(row.${score}) })).filter({ n: { gt: 1 } }).orderBy('-n').all();
  return rows[0]?.sum;`,
  ({ title }) =>
    `return own.filter({ or: [{ ${title}: 'x' }, { other: null }], befores: { active: true } }).orderBy((row) => [row.next.views.desc(), row.id]).first();`,
  () => `const rows = await own.annotate((row) => ({ place: rank().over({ partitionBy: row.nextId, orderBy: row.views.desc() }) })).filter({ place: 1 }).all();
  return rows[0]?.place;`,
  ({
    nextTitle,
  }) => `const rows = await own.annotate((row) => ({ newest: subquery(nexts.filter((n) => n.id.eq(row.nextId)).orderBy('-at').valuesList('${nextTitle}')) })).all();
  return rows[0]?.newest;`,
  ({ title }) => `return own.filter({ id: 3 }).update({ ${title}: 'x', views: (row) => row.views.plus(1) });`,
  ({ title }) => `return own.filter({ views: 1 }).union(own.filter({ ${title}: 'x' })).orderBy('-views').all();`,
  () => `return own.filter((row) => exists(nexts.filter((n) => n.id.eq(row.nextId).and(n.views.gt(row.views))))).count();`,
  ({
    title,
  }) => `const rows = await own.values((row) => ({ id: row.id, size: caseWhen(row.views.gt(9), 'large').otherwise('small'), title: row.${title} })).all();
  return rows[0]?.size;`,
  ({ nextTitle }) => `const totals = nexts.groupBy('id').aggregate((n) => ({ most: max(n.${nextTitle}) }));
  const rows = await own.joinQuery('totals', totals, (row, t) => row.nextId.eq(t.id), { type: 'left' }).values((row) => ({ id: row.id, most: row.totals.most })).all();
  return rows[0]?.most;`,
  () => `const whole = await own.aggregate((row) => ({ n: count(), last: max(row.at) }));
  return [whole.n, await own.sum('views'), await own.paginate({ page: 1, size: 20 })];`,
  ({ title }) => `const found = cte('found', own.filter({ active: true }));
  return found.distinctOn('nextId').orderBy('nextId', '-at').filter({ ${title}: { startsWith: 'x' } }).all();`,
];

/** Three queries of one entity; which ones goes round from entity to entity. */
export function queryFile(index, choose = (at) => (at === 0 ? index % 3 : (index * 2 + at) % kinds.length), number = 3) {
  const next = (index + 1) % entityCount;
  const names = { title: `title${index}`, score: `score${index}`, nextTitle: `title${next}` };
  const bodies = Array.from({ length: number }, (_, at) => kinds[choose(at)](names));
  return `
import { avg, caseWhen, coalesce, concat, count, cte, exists, max, rank, subquery, sum, type Repository } from 'oxyde';
import { E${index} } from './e${index}.js';
import { E${next} } from './e${next}.js';
declare const own: Repository<E${index}>;
declare const nexts: Repository<E${next}>;
${bodies.map((body, at) => `export async function use${at}(): Promise<unknown> {\n  ${body}\n}`).join('\n')}
`;
}

/** The first `count` entities, three queries for each; what the package itself costs comes along. */
export function projectFiles(count = entityCount) {
  const files = new Map([
    [
      fileOf('door'),
      `export { avg, caseWhen, coalesce, concat, count, cte, exists, max, rank, subquery, sum, type Repository } from 'oxyde';`,
    ],
  ]);
  for (let index = 0; index < count; index++) {
    files.set(fileOf(`e${index}`), entityFile(index));
    files.set(fileOf(`q${index}`), queryFile(index));
  }
  return files;
}

/** Files by their names beside the tests of types, instead of their paths. */
export function namedFiles(texts) {
  return new Map(Object.entries(texts).map(([name, text]) => [fileOf(name), text]));
}

let options;

function optionsOfHouse() {
  if (options) return options;
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  options = ts.convertCompilerOptionsFromJson(config.compilerOptions, root, 'tsconfig.json').options;
  return options;
}

/** Checks the files; those of the disk are there, too. */
export function compile(files) {
  const host = ts.createCompilerHost(optionsOfHouse());
  const real = { fileExists: host.fileExists.bind(host), readFile: host.readFile.bind(host) };
  host.fileExists = (path) => files.has(path) || real.fileExists(path);
  host.readFile = (path) => files.get(path) ?? real.readFile(path);
  const program = ts.createProgram([...files.keys()], optionsOfHouse(), host);
  const errors = [...files.keys()].flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)));
  return { program, errors: errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')) };
}

/** What 100 entities and 300 queries cost, beside the package itself. */
export function countInstantiations() {
  const { program, errors } = compile(projectFiles());
  if (errors.length > 0) throw new Error(`The project has ${errors.length} errors: ${errors.slice(0, 3).join('\n')}`);
  return program.getInstantiationCount() - compile(projectFiles(0)).program.getInstantiationCount();
}

/** The files as an editor has them open; `edit` changes one. */
export function openInEditor(files) {
  const versions = new Map([...files.keys()].map((path) => [path, 0]));
  const snapshots = new Map();
  const host = {
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: (path) => String(versions.get(path) ?? 0),
    getScriptSnapshot: (path) => {
      const key = `${path} ${versions.get(path) ?? 0}`;
      if (!snapshots.has(key)) snapshots.set(key, snapshotOf(files.get(path) ?? ts.sys.readFile(path)));
      return snapshots.get(key);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: optionsOfHouse,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => files.has(path) || ts.sys.fileExists(path),
    readFile: (path) => files.get(path) ?? ts.sys.readFile(path),
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
  const service = ts.createLanguageService(host, ts.createDocumentRegistry());
  const edit = (path, text) => {
    files.set(path, text);
    versions.set(path, (versions.get(path) ?? 0) + 1);
  };
  return { service, edit };
}

function snapshotOf(text) {
  return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
}

/** Places in a query of the project; `|` is where the editor is asked. */
const places = [
  { code: `own.filter({ | });`, expects: 'title3' },
  { code: `own.filter({ next: { | } });`, expects: 'title4' },
  { code: `own.filter((row) => row.next.|);`, expects: 'title4' },
  { code: `own.orderBy('|');`, expects: '-createdAt' },
  { code: `own.annotate((row) => ({ n: count(row.befores) })).orderBy('|');`, expects: '-n' },
  { code: `own.groupBy('active').aggregate((row) => ({ n: count() })).filter({ | });`, expects: 'n' },
  { code: `own.prefetch({ befores: { filter: { | } } });`, expects: 'active' },
  { code: `own.|`, expects: 'annotate' },
];

/** The milliseconds of the processor for each of several completions, each in a file that was changed before it. */
export function timeCompletions(rounds = 3) {
  const files = projectFiles();
  const { service, edit } = openInEditor(files);
  const path = fileOf('q3');
  const text = files.get(path);
  service.getSemanticDiagnostics(path);
  return Array.from({ length: rounds }).flatMap((_, round) =>
    places.map(({ code, expects }) => {
      const [before, after] = code.split('|');
      const start = `${text}\n// ${round}\n${before}`;
      edit(path, start + after);
      const begin = process.cpuUsage();
      const completions = service.getCompletionsAtPosition(path, start.length, {});
      const { user, system } = process.cpuUsage(begin);
      if (!completions?.entries.some(({ name }) => name === expects)) throw new Error(`No completion ${expects} in ${code}`);
      return (user + system) / 1000;
    }),
  );
}
