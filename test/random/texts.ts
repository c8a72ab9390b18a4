// Writes what a query gives as text, so that rows of Oxyde and rows of the evaluation can be compared, types of values included.
import type { Kind } from '../../lib/entity/column-type.js';
import { isList } from './model.js';
import type { Spec } from './spec.js';

/** One row; related rows without an order are sorted by their text. */
export function rowText(value: unknown, spec: Spec): string {
  if (spec.form === 'scalar') return outputText(value, spec.outputs[0]?.kind);
  if (typeof value !== 'object' || value === null) return valueText(value);
  if (spec.form === 'record') return recordText(value as Record<string, unknown>, spec);
  const loads = new Map(spec.loads.map(({ relation, spec: inner }) => [relation.property, { relation, inner }]));
  const members = Object.keys(value)
    .sort()
    .map((property) => {
      const member = (value as Record<string, unknown>)[property];
      const load = loads.get(property);
      if (load === undefined) return `${property}: ${valueText(member)}`;
      return `${property}: ${isList(load.relation) ? listText(member, load.inner) : rowText(member, load.inner)}`;
    });
  return `${value.constructor.name} { ${members.join(', ')} }`;
}

function recordText(value: Record<string, unknown>, { outputs }: Spec): string {
  const kinds = new Map(outputs.map(({ name, kind }) => [name, kind]));
  const members = Object.keys(value).sort();
  return `{ ${members.map((name) => `${name}: ${outputText(value[name], kinds.get(name))}`).join(', ')} }`;
}

/** Zeros at the end of a computed decimal are each database's own. */
export function outputText(value: unknown, kind: Kind | undefined): string {
  if (kind !== 'decimal' || typeof value !== 'string') return valueText(value);
  return `decimal ${value.includes('.') ? value.replace(/\.?0+$/, '') : value}`;
}

function listText(value: unknown, spec: Spec): string {
  if (!Array.isArray(value)) return valueText(value);
  const texts = value.map((row) => rowText(row, spec));
  return `[${(spec.orders.length > 0 ? texts : texts.sort()).join(', ')}]`;
}

/** A single value; what differs in type differs in text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  // -0 and 0 are one number: see docs/guide/differences.md.
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return typeof value;
  // Of any realm: jest has one of its own.
  if (Object.prototype.toString.call(value) === '[object Date]') return `Date(${(value as Date).getTime()})`;
  if (ArrayBuffer.isView(value)) return `bytes(${[...(value as Uint8Array)].join(' ')})`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{ ${entries.map(([key, member]) => `${JSON.stringify(key)}: ${valueText(member)}`).join(', ')} }`;
}
