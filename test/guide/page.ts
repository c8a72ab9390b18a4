// Writes the page docs/guide/queries.md out of the chapters and what their examples gave.
import type { Dialect } from '../support/test-database.js';
import { codeKey, codeOfExamples } from './code.js';
import type { Chapter, Example } from './chapters/chapter.js';
import type { Outcome } from './outcome.js';
import { shown } from './shown.js';
import { sqlText, withoutQuotes } from './sql-text.js';

export type Outcomes = ReadonlyMap<string, ReadonlyMap<Dialect, Outcome>>;

const dialectNames: readonly (readonly [Dialect, string])[] = [
  ['postgres', 'PostgreSQL'],
  ['mysql', 'MySQL and MariaDB'],
  ['sqlite', 'SQLite'],
];

const head = `# Queries

<!-- Written by \`npm run docs\` out of test/guide/chapters; what is changed here by hand is lost. -->

Every construct of the query language: the code, the SQL that it becomes, and what it gives. The examples are the source of this page, and
tests run them on every database. They use the repositories of a small blog, \`posts\`, \`users\`, \`comments\` and others; its entities are in
[test/guide/model.ts](../../test/guide/model.ts), its rows in [test/guide/blog.ts](../../test/guide/blog.ts), and everything else is imported from \`oxyde\`.

- A query runs at a terminal: \`.all()\`, \`.first()\`, \`.count()\`, ... Where an example ends without one, \`.all()\` is meant. \`query.sql()\` gives the SQL
  without running it.
- SQL is shown once where all databases are sent the same but for quotes and the marks of parameters. \`…\` stands for the other columns of
  the entity: they are always named, \`*\` is never sent.
- Of instances only a few properties are shown.
`;

export function pageOf(chapters: readonly Chapter[], outcomes: Outcomes): string {
  const code = codeOfExamples();
  const contents = chapters.map(({ title }) => `- [${title}](#${anchorOf(title)})`).join('\n');
  return `${head}\n${contents}\n\n${chapters.map((chapter) => chapterText(chapter, code, outcomes)).join('\n')}`;
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

function chapterText(chapter: Chapter, code: ReadonlyMap<string, string>, outcomes: Outcomes): string {
  const examples = chapter.examples.map((example) => {
    const key = codeKey(chapter.title, example.title);
    const found = code.get(key);
    const byDialect = outcomes.get(key);
    if (found === undefined || byDialect === undefined) throw new Error(`The example "${key}" has no code or was not run.`);
    return exampleText(example, found, byDialect);
  });
  return `## ${chapter.title}\n\n${chapter.text}\n\n${examples.join('\n\n')}\n`;
}

function exampleText({ title, text }: Example, code: string, outcomes: ReadonlyMap<Dialect, Outcome>): string {
  const result = [...outcomes.values()].find(({ refusal }) => refusal === undefined)?.result;
  return [`### ${title}`, text, fenced('ts', code), fenced('sql', statementsText(outcomes)), fenced('ts', shown(result))].join('\n\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Dialects whose statements are alike share one text. */
function statementsText(outcomes: ReadonlyMap<Dialect, Outcome>): string {
  const groups = new Map<string, { names: string[]; text: string }>();
  for (const [dialect, name] of dialectNames) {
    const outcome = outcomes.get(dialect);
    if (!outcome) throw new Error(`The guide was not run on ${name}.`);
    const key = outcome.refusal ?? outcome.statements.map(withoutQuotes).join('\n');
    const text = outcome.refusal ? `-- ${outcome.refusal}` : outcome.statements.map(sqlText).join('\n\n');
    const group = groups.get(key) ?? { names: [], text };
    group.names.push(name);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  if (all.length === 1) return all[0]?.text ?? '';
  return all.map(({ names, text }) => `-- ${names.join(', ')}\n${text}`).join('\n\n');
}
