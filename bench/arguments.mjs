// The command line of the benchmarks.
import { list, readCommandLine } from './command-line.mjs';

const usage = `npm run bench -- [options]
  --suite micro|classic|relations|bulk|validation
                                default: micro
  --database postgres,mysql,sqlite
  --clients oxyde,pg,postgres.js,mysql2,better-sqlite3,node:sqlite; in relations also typeorm,prisma,drizzle,mikro-orm,
                                in bulk oxyde and typeorm, in validation oxyde and class-validator
  --tests select_pk,...         default: all of the suite
  --seconds N                   length of a timed window of micro and relations, default 1.5
  --rounds N                    default 2
  --json FILE                   writes the figures, too`;

const limitsUsage = `npm run bench:limits -- [options]
  --database postgres,mysql,sqlite
  --queries N   look-ups by key of the soak, default 1000000; 0 for none
  --rows N      rows of the scan, default 1000000; 0 for none
  --callers N   callers of the soak, default 50`;

/** Of all suites; one that a suite does not have is left out there. */
const clientNames = 'oxyde,pg,postgres.js,mysql2,better-sqlite3,node:sqlite,typeorm,prisma,drizzle,mikro-orm,class-validator'.split(',');

/** Reads the options; prints the usage and ends the process when they make no sense. */
export function readArguments(argv) {
  const names = ['suite', 'database', 'clients', 'tests', 'seconds', 'rounds', 'json'];
  const { values, choose, databases, positive } = readCommandLine(argv, names, usage);
  return {
    suites: choose(values.suite ?? 'micro', ['micro', 'classic', 'relations', 'bulk', 'validation']),
    databases: databases(values.database),
    clients: values.clients === undefined ? undefined : choose(values.clients, clientNames),
    tests: list(values.tests),
    seconds: positive(values.seconds ?? '1.5'),
    rounds: Math.ceil(positive(values.rounds ?? '2')),
    json: values.json,
  };
}

/** Those of `npm run bench:limits`. */
export function readLimits(argv) {
  const { values, databases, positive, count } = readCommandLine(argv, ['database', 'queries', 'rows', 'callers'], limitsUsage);
  return {
    databases: databases(values.database),
    queries: count(values.queries ?? '1000000'),
    rows: count(values.rows ?? '1000000'),
    callers: positive(values.callers ?? '50'),
  };
}
