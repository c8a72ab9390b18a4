// The four tables of the suite `relations` and their rows as SQL; every foreign key has an index.
import { createTables, dropTables, insertStatements } from '../databases/tables.mjs';
import { makeRows } from './data.mjs';

/** In the order in which they refer to one another. */
const tables = ['companies', 'authors', 'posts', 'comments'];

export const discussions = {
  tables,
  /** Drops, creates and fills the tables. */
  statements: (kind) => [
    ...dropTables(tables),
    ...createTables(definitions, kind),
    ...Object.entries(makeRows()).flatMap(([table, rows]) => insertStatements(table, Object.keys(rows[0]), rows)),
  ],
};

/** Keys are integers of 32 bits: all clients give them as numbers. */
function definitions({ serial, int32, string, boolean, moment }) {
  const created = `created_at ${moment} NOT NULL`;
  const reference = (column, table) => `FOREIGN KEY (${column}) REFERENCES ${table} (id) ON DELETE CASCADE`;
  return [
    `CREATE TABLE companies (id ${serial}, name ${string} NOT NULL, country ${string} NOT NULL)`,
    `CREATE TABLE authors (id ${serial}, company_id ${int32} NOT NULL, name ${string} NOT NULL, email ${string} NOT NULL, ${created}, ${reference('company_id', 'companies')})`,
    `CREATE TABLE posts (id ${serial}, author_id ${int32} NOT NULL, title ${string} NOT NULL, body TEXT NOT NULL, views ${int32} NOT NULL, is_published ${boolean} NOT NULL, ${created}, ${reference('author_id', 'authors')})`,
    `CREATE TABLE comments (id ${serial}, post_id ${int32} NOT NULL, name ${string} NOT NULL, body TEXT NOT NULL, likes ${int32} NOT NULL, ${created}, ${reference('post_id', 'posts')})`,
    'CREATE INDEX authors_company ON authors (company_id)',
    'CREATE INDEX posts_author ON posts (author_id)',
    'CREATE INDEX comments_post ON comments (post_id)',
  ];
}
