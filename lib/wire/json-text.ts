// Makes JSON text of a value, and refuses what JSON would drop or change in silence.
import { isMap, isSet } from 'node:util/types';
import { Refusal } from './refusal.js';

/** An escape that PostgreSQL's jsonb refuses: U+0000, or half of a surrogate pair (whole pairs are never escaped). */
const unstorableEscape = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** The JSON text of a value. */
export function jsonText(value: unknown): string {
  const text = attempt(value);
  if (text === undefined) throw Refusal.ofType(value);
  if (text.includes('\\u') && unstorableEscape.test(text)) {
    throw new Refusal('a text in it holds U+0000 or half of a surrogate pair, which databases cannot store');
  }
  return text;
}

function attempt(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, refuseLosses) as string | undefined;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('it refers to itself, or a toJSON in it failed');
  }
}

/** Called by JSON.stringify with each value, after its toJSON. */
function refuseLosses(key: string, value: unknown): unknown {
  const loss = lossOf(value);
  if (loss === undefined) return value;
  throw new Refusal(`${key === '' ? 'it' : `"${key}"`} is ${loss}`);
}

function lossOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'function':
    case 'symbol':
    case 'bigint':
      return `a ${typeof value}`;
    case 'number':
      return Number.isFinite(value) ? undefined : 'NaN or infinite';
    case 'object':
      return isMap(value) || isSet(value) || ArrayBuffer.isView(value) ? `a ${value.constructor.name}` : undefined;
    default:
      return undefined;
  }
}
