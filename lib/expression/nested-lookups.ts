// A value where lookups may stand: a plain value means eq, an object names lookups, all of which must hold.
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { UnknownLookupError } from '../error/unknown-lookup-error.js';
import { refused, type Lookup, type Lookups, type Operand } from './lookup.js';
import { allSteps, everything, type Step } from './step.js';

/** Whether an object is there for its keys, and no value of a class such as Date. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A lookup that takes a value or an object of lookups. */
export function nestedLookup(operand: Operand, lookups: Lookups): Lookup {
  return (value, values) => (isPlainObject(value) ? readLookups(operand, lookups, value, values) : plain(operand, lookups, value, values));
}

/** The steps of an object of lookups. */
export function readLookups(operand: Operand, lookups: Lookups, asked: Record<string, unknown>, values: unknown[]): Step {
  const names = Object.keys(asked);
  if (names.length === 0) throw refused(operand, `a value or an object of lookups (${lookups.names.join(', ')})`, asked);
  if (names.length === 1) return readLookup(operand, lookups, names[0] ?? '', asked, values);
  return allSteps(names.map((name) => readLookup(operand, lookups, name, asked, values)));
}

function readLookup(operand: Operand, lookups: Lookups, name: string, asked: Record<string, unknown>, values: unknown[]): Step {
  const lookup = lookups.find(name);
  if (lookup === undefined) {
    throw new UnknownLookupError({ label: operand.label, kind: operand.type.kind, lookup: name, known: lookups.names });
  }
  const value = asked[name];
  if (value === undefined) throw new UndefinedValueError({ path: `${operand.label}.${name}` });
  return lookup(value, values);
}

function plain(operand: Operand, lookups: Lookups, value: unknown, values: unknown[]): Step {
  if (value === undefined) throw new UndefinedValueError({ path: operand.label });
  return lookups.find('eq')?.(value, values) ?? everything;
}
