// Which lookups each kind has.
import type { Kind } from '../entity/column-type.js';
import { arrayLookups } from './array-lookups.js';
import { equalityLookups } from './equality-lookups.js';
import { jsonLookups } from './json-lookups.js';
import { Lookups, type LookupMakers, type Operand } from './lookup.js';
import { momentLookups } from './moment-lookups.js';
import { orderLookups } from './order-lookups.js';
import { textLookups } from './text-lookups.js';

const ordered: LookupMakers = { ...equalityLookups, ...orderLookups };
const text: LookupMakers = { ...ordered, ...textLookups };

const byKind: Readonly<Record<Kind, LookupMakers>> = {
  string: text,
  text,
  int: ordered,
  bigint: ordered,
  float: ordered,
  decimal: ordered,
  boolean: equalityLookups,
  uuid: ordered,
  date: { ...ordered, ...momentLookups('date') },
  time: { ...ordered, ...momentLookups('time') },
  timestamp: { ...ordered, ...momentLookups('timestamp') },
  localTimestamp: { ...ordered, ...momentLookups('localTimestamp') },
  duration: ordered,
  bytes: equalityLookups,
  json: jsonLookups,
  array: arrayLookups,
  enum: equalityLookups,
};

/** The lookups of an operand. */
export function lookupsOf(operand: Operand): Lookups {
  return new Lookups(operand, byKind[operand.type.kind]);
}
