// Runs the rules of an entity on an input before it is written.
import { getMetadataStorage, validate, type ValidationError, validateSync } from 'class-validator';
import type { EntityClass, EntityMetadata } from '../entity/entity-metadata.js';
import { ValidationFailedError } from '../error/validation-failed-error.js';

export interface ValidityOptions {
  /** Only what is given is judged: an update by values. */
  readonly isPartial?: boolean;
}

const options = { forbidUnknownValues: false, validationError: { target: false, value: false } };

/**
 * Passes when the input keeps every rule of the entity, hand-written ones included; asynchronous only when a rule is.
 * `undefined` is absent.
 *
 * @throws ValidationFailedError with all broken rules
 */
export function assertValid(entity: EntityMetadata, input: object, { isPartial = false }: ValidityOptions = {}): void | Promise<void> {
  const subject = subjectOf(entity, input);
  const judge = (errors: ValidationError[]): void =>
    refuse(entity, isPartial ? errors.filter(({ property }) => property in subject) : errors);
  if (hasAsyncRules(entity.target)) return validate(subject, options).then(judge);
  judge(validateSync(subject, options));
}

/** The input as class-validator finds its rules: with the prototype of the entity, whose constructor is not run. */
function subjectOf({ target, columnOf }: EntityMetadata, input: object): Record<string, unknown> {
  const subject = Object.create(target.prototype as object) as Record<string, unknown>;
  for (const [property, value] of Object.entries(input)) {
    if (value !== undefined && columnOf.has(property)) {
      Object.defineProperty(subject, property, { value, enumerable: true, writable: true, configurable: true });
    }
  }
  return subject;
}

function refuse({ name }: EntityMetadata, errors: readonly ValidationError[]): void {
  if (errors.length > 0) throw new ValidationFailedError({ entity: name, errors });
}

/** class-validator leaves asynchronous rules out of a synchronous run, so it must be known whether there are any. */
function hasAsyncRules(entity: EntityClass): boolean {
  const known = asyncRules.get(entity);
  if (known !== undefined) return known;
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(entity, '', false, false);
  const found = rules.some(({ constraintCls }) => {
    if (typeof constraintCls !== 'function') return false;
    return storage.getTargetValidatorConstraints(constraintCls).some(({ async }) => async);
  });
  asyncRules.set(entity, found);
  return found;
}

const asyncRules = new WeakMap<EntityClass, boolean>();
