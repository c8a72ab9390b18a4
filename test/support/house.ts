// Reads the source tree for the tests about its order: rooms, cards, files and their imports.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

export const root = resolve(import.meta.dirname, '../..');

/** One `import`, `export ... from`, `import()` or `require()` of a source file. */
export interface Import {
  readonly specifier: string;
  /** The file meant by a relative specifier, as a path from the root; undefined for packages. */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
}

/** A room's permission to touch another: all of it, its types, or one of its files. */
export interface Permission {
  readonly room: string;
  readonly only?: string;
}

/** Paths of all files below `folder` (from the root) that `accepts` takes, in a stable order. */
export function filesBelow(folder: string, accepts: (path: string) => boolean): string[] {
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'target' || entry.name === 'dist') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, accepts);
    return accepts(path) ? [path] : [];
  });
}

/** The TypeScript sources below `folder`, hand-written declarations and CommonJS files included. */
export function sourcesBelow(folder: string): string[] {
  return filesBelow(folder, (path) => /\.(ts|cts|cjs)$/.test(path) && !path.endsWith('.d.ts'));
}

/** Names of the folders directly below `folder`. */
export function foldersIn(folder: string): string[] {
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** The text of a file, by its path from the root. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The room of a file below lib/; undefined for a door at the root of lib/ and for files elsewhere. */
export function roomOf(path: string): string | undefined {
  const [top, room, ...rest] = path.split(sep);
  return top === 'lib' && rest.length > 0 ? room : undefined;
}

/** What a card's `**May touch:**` line permits; undefined when the card has no such line. */
export function permissionsOf(card: string): Permission[] | undefined {
  const line = /^\*\*May touch:\*\* (.+)$/m.exec(card)?.[1]?.trim().replace(/\.$/, '');
  if (line === undefined) return undefined;
  if (line === 'nothing') return [];
  return line.split(/,\s*/).map(permissionOf);
}

function permissionOf(entry: string): Permission {
  const [, room, only] = /^([a-z-]+)(?: \(([\w.-]+)\))?$/.exec(entry) ?? [];
  if (room === undefined) throw new Error(`"${entry}" is no permission: write a room, \`room (types)\` or \`room (file.ts)\`.`);
  return only === undefined ? { room } : { room, only };
}

/** Every import of a source file, types included. */
export function importsOf(path: string): Import[] {
  const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2022);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const imported = importIn(node);
    if (imported) found.push({ ...imported, target: targetOf(path, imported.specifier) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function importIn(node: ts.Node): Omit<Import, 'target'> | undefined {
  if (ts.isImportDeclaration(node)) return described(node.moduleSpecifier, isTypeOnlyClause(node.importClause));
  if (ts.isExportDeclaration(node)) return described(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return described(node.argument.literal, true);
  if (ts.isExternalModuleReference(node)) return described(node.expression, false);
  if (ts.isCallExpression(node) && isLoading(node.expression)) return described(node.arguments[0], false);
  return undefined;
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function isTypeOnlyClause(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return clause.name === undefined && names !== undefined && ts.isNamedImports(names) && names.elements.every((name) => name.isTypeOnly);
}

function described(specifier: ts.Node | undefined, isTypeOnly: boolean): Omit<Import, 'target'> | undefined {
  return specifier && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, isTypeOnly } : undefined;
}

function targetOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = relative(root, resolve(root, dirname(from), specifier));
  const candidates = [path.replace(/\.js$/, '.ts'), path, `${path}.ts`, join(path, 'index.ts')];
  return candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(join(root, candidate))) ?? path;
}
