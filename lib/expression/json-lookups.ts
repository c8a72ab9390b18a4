// eq, ne, contains, hasKey and isNull of a JSON document or, with `path`, of a value in it.
import { UndefinedValueError } from '../error/undefined-value-error.js';
import { jsonContainsNode, jsonHasKeyNode, jsonPathNode } from '../node/json-nodes.js';
import { isNotNullNode, isNullNode } from '../node/predicate-nodes.js';
import { equalityLookups } from './equality-lookups.js';
import { flagLookup, Lookups, refused, stepOf, textType, valueLookup, type Lookup, type LookupMakers, type Operand } from './lookup.js';
import { isPlainObject, readLookups } from './nested-lookups.js';
import type { Step } from './step.js';
import { checkOf } from './value-check.js';

/** Reads an object of lookups, in which `path` says where in the document they look. */
export function readJsonLookups(operand: Operand, lookups: Lookups, asked: Record<string, unknown>, values: unknown[]): Step {
  if (!Object.hasOwn(asked, 'path')) return readLookups(operand, lookups, asked, values);
  const { path, ...rest } = asked;
  const inner = pathOperand(operand, path);
  if (!isPlainObject(rest) || Object.keys(rest).length === 0) return existsAt(inner);
  return readLookups(inner, new Lookups(inner, pathLookups), rest, values);
}

/** The value at a path as an operand: NULL where the document has nothing there. */
export function pathOperand(operand: Operand, path: unknown): Operand {
  const steps = checkedPath(operand, path);
  return {
    key: `${operand.key}->${JSON.stringify(steps)}`,
    type: operand.type,
    label: `${operand.label} path`,
    isNullable: true,
    resolve: (scope) => jsonPathNode(operand.resolve(scope), steps, { asText: false }),
  };
}

function containsLookup(operand: Operand): Lookup {
  const { label, type } = operand;
  const step = stepOf(operand, 'contains', (scope) => jsonContainsNode(operand.resolve(scope), scope.parameter(type, { label })));
  return valueLookup(step, checkOf(type, label));
}

function hasKeyLookup(operand: Operand): Lookup {
  const { label } = operand;
  const step = stepOf(operand, 'hasKey', (scope) => jsonHasKeyNode(operand.resolve(scope), scope.parameter(textType, { label })));
  return valueLookup(step, checkOf(textType, label));
}

const { eq, ne, isNull } = equalityLookups;

export const jsonLookups = { eq, ne, isNull, contains: containsLookup, hasKey: hasKeyLookup } as const satisfies LookupMakers;

/** At a path, null means both JSON null and nothing. */
const pathLookups = {
  ...jsonLookups,
  eq: (operand) => unlessNull(eq(operand), nothingAt(operand)),
  ne: (operand) => unlessNull(ne(operand), somethingAt(operand)),
  isNull: (operand) => flagLookup(operand, 'isNull', nothingAt(operand), somethingAt(operand)),
} as const satisfies LookupMakers;

function unlessNull(lookup: Lookup, ofNull: Step): Lookup {
  return (value, values) => (value === null ? ofNull : lookup(value, values));
}

function nothingAt(operand: Operand): Step {
  return stepOf(operand, 'isNull', (scope) => isNullNode(asText(operand.resolve(scope))));
}

function somethingAt(operand: Operand): Step {
  return stepOf(operand, 'isNotNull', (scope) => isNotNullNode(asText(operand.resolve(scope))));
}

/** `path` alone asks whether there is something. */
function existsAt(operand: Operand): Step {
  return stepOf(operand, 'exists', (scope) => isNotNullNode(operand.resolve(scope)));
}

/** JSON null is NULL only as text. */
function asText(node: ReturnType<Operand['resolve']>): ReturnType<Operand['resolve']> {
  return node.kind === 'jsonPath' ? jsonPathNode(node.operand, node.path, { asText: true }) : node;
}

function checkedPath(operand: Operand, path: unknown): readonly (string | number)[] {
  if (path === undefined) throw new UndefinedValueError({ path: `${operand.label}.path` });
  if (!Array.isArray(path) || path.length === 0 || !path.every(isPathStep)) {
    throw refused(operand, 'a path: a list of keys (strings) and positions (whole numbers from 0)', path);
  }
  return Object.freeze([...path]);
}

function isPathStep(step: unknown): step is string | number {
  return typeof step === 'string' || (Number.isSafeInteger(step) && (step as number) >= 0 && (step as number) < 2 ** 31);
}
