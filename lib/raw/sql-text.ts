// Finds the named parameters (`:name`) of a user's SQL: not in quotes, comments, casts (`::int`) or dollar quotes.
// Quotes are doubled within quotes, as in the standard; a backslash is a letter.

/** A piece of SQL: text as it is, or the place of a parameter. */
export type TextPiece = { readonly text: string } | { readonly parameter: string };

/** What is stepped over as a whole, before what is a parameter. */
const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*|)\$[\s\S]*?\$\1\$|::|:([A-Za-z_]\w*)/g;

/** Hints (`/*+`) and conditional code (`/*!`) are none. */
function isComment(text: string): boolean {
  return text.startsWith('--') || (text.startsWith('/*') && !/^.{2}[+!]/.test(text));
}

/** The pieces of a statement in their order, without its comments. */
export function piecesOf(sql: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of sql.matchAll(token)) {
    const [whole, , parameter] = match;
    if (parameter === undefined && !isComment(whole)) continue;
    pieces.push({ text: sql.slice(from, match.index) }, parameter === undefined ? { text: ' ' } : { parameter });
    from = match.index + whole.length;
  }
  return [...pieces, { text: sql.slice(from) }].filter((piece) => !('text' in piece) || piece.text !== '');
}

/** A statement of a file. */
export interface NamedStatement {
  readonly name: string;
  readonly mode: string;
  readonly sql: string;
}

const header = /^[ \t]*--[ \t]*name:[ \t]*([A-Za-z_]\w*)[ \t]+:(\w+)[ \t]*$/gm;

/** The statements of a file, each below its `-- name: topAuthors :many`. */
export function statementsIn(file: string): NamedStatement[] {
  const headers = [...file.matchAll(header)];
  return headers.map((match, index) => {
    const [whole, name = '', mode = ''] = match;
    const sql = file.slice(match.index + whole.length, headers[index + 1]?.index ?? file.length);
    return { name, mode, sql: sql.trim().replace(/;$/, '') };
  });
}
