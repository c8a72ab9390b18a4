// The command line of the benchmarks.
import { parseArgs } from 'node:util';

const usage = `npm run bench -- [options]
  --suite micro|classic|relations
                                default: micro
  --database postgres,mysql,sqlite
  --clients oxyde,pg,postgres.js,mysql2,better-sqlite3,node:sqlite; in relations also typeorm,prisma,drizzle,mikro-orm
  --tests select_pk,...         default: all of the suite
  --seconds N                   length of a timed window of micro and relations, default 1.5
  --rounds N                    default 2
  --json FILE                   writes the figures, too`;

/** Of all suites; one that a suite does not have is left out there. */
const clientNames = 'oxyde,pg,postgres.js,mysql2,better-sqlite3,node:sqlite,typeorm,prisma,drizzle,mikro-orm'.split(',');

/** Reads the options; prints the usage and ends the process when they make no sense. */
export function readArguments(argv) {
  const { values } = parse(argv);
  if (values.help) stop(0);
  return {
    suites: choose(values.suite ?? 'micro', ['micro', 'classic', 'relations']),
    databases: choose(values.database ?? 'postgres,mysql,sqlite', ['postgres', 'mysql', 'sqlite']),
    clients: values.clients === undefined ? undefined : choose(values.clients, clientNames),
    tests: list(values.tests),
    seconds: positive(values.seconds ?? '1.5'),
    rounds: Math.ceil(positive(values.rounds ?? '2')),
    json: values.json,
  };
}

function parse(args) {
  const text = { type: 'string' };
  const options = {
    suite: text,
    database: text,
    clients: text,
    tests: text,
    seconds: text,
    rounds: text,
    json: text,
    help: { type: 'boolean' },
  };
  try {
    return parseArgs({ args, options });
  } catch (error) {
    console.error(error.message);
    return stop(2);
  }
}

/** The names in a list, or undefined for all. */
function list(text) {
  return text?.split(',').filter(Boolean);
}

function choose(text, known) {
  const chosen = list(text);
  const wrong = chosen.find((name) => !known.includes(name));
  if (wrong === undefined && chosen.length > 0) return chosen;
  console.error(`${wrong ?? 'nothing'} is not one of ${known.join(', ')}`);
  return stop(2);
}

function positive(text) {
  const number = Number(text);
  if (number > 0) return number;
  console.error(`${text} is not a number above 0`);
  return stop(2);
}

function stop(code) {
  console.error(usage);
  process.exit(code);
}
