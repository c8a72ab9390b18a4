// Cuts the code of the examples out of the files of the chapters, as it stands there.
import ts from 'typescript';
import { filesBelow, textOf } from '../support/house.js';

/** The code of each example, by `codeKey`. */
export function codeOfExamples(): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of filesBelow('test/guide/chapters', (file) => file.endsWith('.ts'))) {
    const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node, chapter: string): void => {
      const inside = chapterTitle(node) ?? chapter;
      if (ts.isObjectLiteralExpression(node)) addExample(found, inside, node);
      ts.forEachChild(node, (child) => visit(child, inside));
    };
    visit(source, '');
  }
  return found;
}

/** Where the code of an example is found. */
export function codeKey(chapter: string, title: string): string {
  return `${chapter}: ${title}`;
}

function chapterTitle(node: ts.Node): string | undefined {
  if (!ts.isObjectLiteralExpression(node) || valueOf(node, 'examples') === undefined) return undefined;
  const title = valueOf(node, 'title');
  return title && ts.isStringLiteral(title) ? title.text : undefined;
}

function addExample(found: Map<string, string>, chapter: string, node: ts.ObjectLiteralExpression): void {
  const title = valueOf(node, 'title');
  const run = valueOf(node, 'run');
  if (title === undefined || run === undefined || !ts.isStringLiteral(title) || !ts.isArrowFunction(run)) return;
  const key = codeKey(chapter, title.text);
  if (found.has(key)) throw new Error(`Two examples are called "${key}".`);
  found.set(key, bodyOf(run));
}

function valueOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = node.properties.find((candidate) => candidate.name?.getText() === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

function bodyOf({ body }: ts.ArrowFunction): string {
  if (!ts.isBlock(body)) return dedented(indentOf(body) + body.getText());
  const [first] = body.statements;
  const last = body.statements.at(-1);
  if (!first || !last) return '';
  return dedented(indentOf(first) + body.getSourceFile().text.slice(first.getStart(), last.getEnd()));
}

/** The spaces that the line of a node starts with. */
function indentOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const lineStart = text.lastIndexOf('\n', node.getStart()) + 1;
  return /^ */.exec(text.slice(lineStart))?.[0] ?? '';
}

function dedented(code: string): string {
  const lines = code.split('\n');
  const depth = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(depth)).join('\n');
}
