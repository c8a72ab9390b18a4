// What both kinds of checks are made of: the options that matter, nested objects, and lists.
import type { ValidatorOptions } from 'class-validator';

/** Whether an object keeps all rules for sure. `false` says nothing: class-validator is asked then. */
export type Check = (object: object) => boolean;

export interface CheckParts {
  readonly options: ValidatorOptions;
  /** Told what a rule gave that was not true. */
  readonly refuse: (outcome: unknown) => false;
  /** Whether a nested value keeps the rules of its class. */
  readonly isNestedValid: (value: unknown) => boolean;
}

/** Whether rules are skipped for a value; where a value is defined is asked nevertheless. */
export function isSkipped(
  value: unknown,
  { skipUndefinedProperties, skipNullProperties, skipMissingProperties }: ValidatorOptions,
): boolean {
  if (value === undefined) return skipUndefinedProperties === true || skipMissingProperties === true;
  return value === null && (skipNullProperties === true || skipMissingProperties === true);
}

export function isList(value: unknown): value is readonly unknown[] | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown> {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

/** The elements of a list, the values of a map. */
export function elementsOf(list: readonly unknown[] | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown>): Iterable<unknown> {
  return list instanceof Map ? list.values() : (list as Iterable<unknown>);
}

/** Removes properties that no rule names, or says that there is one where they are forbidden. */
export function hasForbidden(
  object: object,
  isAllowed: (property: string) => boolean,
  { forbidNonWhitelisted }: ValidatorOptions,
): boolean {
  for (const property of Object.keys(object)) {
    if (isAllowed(property)) continue;
    if (forbidNonWhitelisted) return true;
    delete (object as Record<string, unknown>)[property];
  }
  return false;
}
