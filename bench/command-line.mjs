// Reads a command line with its usage: what makes no sense is said, and ends the process.
import { parseArgs } from 'node:util';

const kinds = ['postgres', 'mysql', 'sqlite'];

/** The names in a list, or undefined for all. */
export function list(text) {
  return text?.split(',').filter(Boolean);
}

/** The values of the options `names`, each a text, and the ways to read them. Prints the usage for `--help`. */
export function readCommandLine(argv, names, usage) {
  const stop = (message) => {
    console.error(message === undefined ? usage : `${message}\n${usage}`);
    process.exit(message === undefined ? 0 : 2);
  };
  const choose = (text, known) => {
    const chosen = list(text);
    const wrong = chosen.find((name) => !known.includes(name));
    return wrong === undefined && chosen.length > 0 ? chosen : stop(`${wrong ?? 'nothing'} is not one of ${known.join(', ')}`);
  };
  return {
    values: parse(argv, names, stop),
    choose,
    databases: (text = kinds.join(',')) => choose(text, kinds),
    positive: (text) => (Number(text) > 0 ? Number(text) : stop(`${text} is not a number above 0`)),
    count: (text) => (/^\d+$/.test(text) ? Number(text) : stop(`${text} is not a whole number`)),
  };
}

function parse(args, names, stop) {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  try {
    const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } });
    return values.help ? stop() : values;
  } catch (error) {
    return stop(error.message);
  }
}
