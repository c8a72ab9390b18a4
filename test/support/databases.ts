// The URLs of the database servers that tests may use; undefined where a server is left out.

/** Base URL of the PostgreSQL server, without a database name. */
export const postgresUrl: string | undefined = urlOf('OXYDE_TEST_POSTGRES_URL');

/** Base URL of the MySQL or MariaDB server, without a database name. */
export const mysqlUrl: string | undefined = urlOf('OXYDE_TEST_MYSQL_URL');

function urlOf(variable: string): string | undefined {
  return process.env[variable] || undefined;
}
