// A project of 100 entities and 300 queries in memory, to see what the types cost: compiled, or open in an editor.
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './paths.mjs';

export const entityCount = 100;
const folder = join(root, 'test/types');

/** Files that exist only here lie beside the tests of types. */
export const pathOf = (name) => join(folder, `${name}.ts`);

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

/** What queries do, each as the statements of a function; `x` has the names that differ from entity to entity. */
const kinds = [
  (
    x,
  ) => `const rows = await own.filter({ ${x.title}: { icontains: 'x' }, next: { views: { gt: 3 } } }).orderBy('-createdAt', 'id').limit(3).all();
  return rows[0]?.${x.title};`,
  (x) => `const row = await own.join({ next: true }).prefetch({ befores: { filter: { active: true }, limit: 3 } }).first();
  return [row?.next.${x.nextTitle}, row?.befores[0]?.id];`,
  (x) => `const rows = await own.filter((row) => row.views.gt(3).and(row.next.active)).values('id', '${x.title}').all();
  return rows[0]?.${x.title};`,
  () => `const rows = await own
    .annotate((row) => ({ n: count(row.befores), open: count(row.backs, { filter: (b) => b.active }) }))
    .filter({ n: { gt: 2 } }).orderBy('-n').all();
  return rows[0]?.n;`,
  (x) => `const rows = await own
    .values((row) => ({ id: row.id, label: concat(row.${x.title}, ' ', row.next.${x.nextTitle}), text: coalesce(row.summary, 'x'), year: row.at.year() })).all();
  return rows[0]?.label;`,
  (x) => `const rows = await own.groupBy('active')
    .aggregate((row) => ({ n: count(), sum: sum(row.views), mean: avg(row.${x.score}) })).filter({ n: { gt: 1 } }).orderBy('-n').all();
  return rows[0]?.sum;`,
  (x) =>
    `return own.filter({ or: [{ ${x.title}: 'x' }, { other: null }], befores: { active: true } }).orderBy((row) => [row.next.views.desc(), row.id]).first();`,
  () => `const row = await own
    .annotate((row) => ({ place: rank().over({ partitionBy: row.nextId, orderBy: row.views.desc() }) })).filter({ place: 1 }).first();
  return row?.place;`,
  (x) => `const row = await own
    .annotate((row) => ({ newest: subquery(nexts.filter((n) => n.id.eq(row.nextId)).orderBy('-at').valuesList('${x.nextTitle}')) })).get(3);
  return row.newest;`,
  (x) => `return own.filter({ id: 3 }).update({ ${x.title}: 'x', views: (row) => row.views.plus(1) });`,
  (x) => `return own.filter({ views: 1 }).union(own.filter({ ${x.title}: 'x' })).orderBy('-views').all();`,
  () => `return own.filter((row) => exists(nexts.filter((n) => n.id.eq(row.nextId).and(n.views.gt(row.views))))).count();`,
  (x) => `const rows = await own
    .values((row) => ({ id: row.id, size: caseWhen(row.views.gt(9), 'large').otherwise('small'), title: row.${x.title} })).all();
  return rows[0]?.size;`,
  (x) => `const totals = nexts.groupBy('id').aggregate((n) => ({ most: max(n.${x.nextTitle}) }));
  const row = await own.joinQuery('totals', totals, (row, t) => row.nextId.eq(t.id), { type: 'left' })
    .values((row) => ({ id: row.id, most: row.totals.most })).first();
  return row?.most;`,
  () => `const whole = await own.aggregate((row) => ({ n: count(), last: max(row.at) }));
  return [whole.n, await own.sum('views'), await own.paginate({ page: 1, size: 20 })];`,
  (x) => `const found = cte('found', own.filter({ active: true }));
  return found.distinctOn('nextId').orderBy('nextId', '-at').filter({ ${x.title}: { startsWith: 'x' } }).all();`,
];

/** Programs ask few tables for much and most for little: 20 entities have seven queries each, the others two; 300 in all. */
function queriesBefore(index) {
  const busy = 20;
  return index <= busy ? index * 7 : busy * 7 + (index - busy) * 2;
}

/** Every other query filters, loads, picks or changes; the others go through all kinds. */
function kindOf(number) {
  const ordinary = [0, 1, 2, 6, 9];
  return kinds[number % 2 === 0 ? ordinary[(number / 2) % ordinary.length] : ((number - 1) / 2) % kinds.length];
}

function queryFile(index) {
  const next = (index + 1) % entityCount;
  const names = { title: `title${index}`, score: `score${index}`, nextTitle: `title${next}` };
  const numbers = Array.from({ length: queriesBefore(index + 1) - queriesBefore(index) }, (_, at) => queriesBefore(index) + at);
  return `
import { avg, caseWhen, coalesce, concat, count, cte, exists, max, rank, subquery, sum, type Repository } from 'oxyde';
import { E${index} } from './e${index}.js';
import { E${next} } from './e${next}.js';
declare const own: Repository<E${index}>;
declare const nexts: Repository<E${next}>;
${numbers.map((number) => `export async function use${number}(): Promise<unknown> {\n  ${kindOf(number)(names)}\n}`).join('\n')}
`;
}

/** The first `count` entities and their queries; what the package itself costs comes along. */
export function projectFiles(count = entityCount) {
  const files = new Map([
    [
      pathOf('door'),
      `export { avg, caseWhen, coalesce, concat, count, cte, exists, max, rank, subquery, sum, type Repository } from 'oxyde';`,
    ],
  ]);
  for (let index = 0; index < count; index++) {
    files.set(pathOf(`e${index}`), entityFile(index));
    files.set(pathOf(`q${index}`), queryFile(index));
  }
  return files;
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

/**
 * The milliseconds of each of several completions, each in a file that was changed before it: by the clock, or of the processor where
 * that is less because the machine is busy with something else.
 */
export function timeCompletions(rounds = 8) {
  const files = projectFiles();
  const { service, edit } = openInEditor(files);
  const path = pathOf('q3');
  const text = files.get(path);
  service.getSemanticDiagnostics(path);
  return Array.from({ length: rounds }).flatMap((_, round) =>
    places.map(({ code, expects }) => {
      const [before, after] = code.split('|');
      const start = `${text}\n// ${round}\n${before}`;
      edit(path, start + after);
      const [clock, processor] = [performance.now(), process.cpuUsage()];
      const completions = service.getCompletionsAtPosition(path, start.length, {});
      const elapsed = performance.now() - clock;
      const { user, system } = process.cpuUsage(processor);
      if (!completions?.entries.some(({ name }) => name === expects)) throw new Error(`No completion ${expects} in ${code}`);
      return Math.min(elapsed, (user + system) / 1000);
    }),
  );
}
