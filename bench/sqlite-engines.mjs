// The two SQLite engines for JavaScript, each only where it can run.

/** better-sqlite3's class, or undefined when it was compiled for another Node. */
export async function betterSqlite3Class() {
  try {
    const { default: Database } = await import('better-sqlite3');
    new Database(':memory:').close();
    return Database;
  } catch {
    return undefined;
  }
}

/** The class of node:sqlite, or undefined before Node.js 22. */
export async function nodeSqliteClass() {
  const module = await import('node:sqlite').catch(() => undefined);
  return module?.DatabaseSync;
}
