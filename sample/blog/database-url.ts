// Which database the blog uses.

/** `DATABASE_URL`, such as `postgres://user:password@host/blog`, or a SQLite file in the current folder. */
export function databaseUrl(): string {
  return process.env.DATABASE_URL || 'sqlite:blog.db';
}
