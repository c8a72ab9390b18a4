// Which lookups each kind has.
import { arrayLookups } from './array-lookups.js';
import { equalityLookups } from './equality-lookups.js';
import { jsonLookups } from './json-lookups.js';
import type { Lookups, Operand } from './lookup.js';
import { momentLookups } from './moment-lookups.js';
import { orderLookups } from './order-lookups.js';
import { textLookups } from './text-lookups.js';

/** The lookups of an operand, by name. */
export function lookupsOf(operand: Operand): Lookups {
  switch (operand.type.kind) {
    case 'json':
      return jsonLookups(operand);
    case 'array':
      return arrayLookups(operand);
    case 'string':
    case 'text':
      return { ...equalityLookups(operand), ...orderLookups(operand), ...textLookups(operand) };
    case 'date':
    case 'time':
    case 'timestamp':
    case 'localTimestamp':
      return { ...equalityLookups(operand), ...orderLookups(operand), ...momentLookups(operand) };
    case 'boolean':
    case 'bytes':
    case 'enum':
      return equalityLookups(operand);
    default:
      return { ...equalityLookups(operand), ...orderLookups(operand) };
  }
}
