// Validates objects as class-validator does: what keeps all rules is recognised by a compiled check, anything else is judged by class-validator itself.
import { validate, type ValidationError, type ValidatorOptions } from 'class-validator';
import { countDeclaredRules } from '../../entity/declare-rules.js';
import { canGenerateCode } from '../../util/can-generate-code.js';
import { type Check, isList, elementsOf, isSkipped } from './check-parts.js';
import { closureCheck } from './closure-check.js';
import { generatedCheck } from './generated-check.js';
import { classPlanOf, type ObjectClass } from './rule-plan.js';

const never: Check = () => false;
const isGenerating = canGenerateCode();

/** The compiled checks of some options. */
class Checks {
  readonly #options: ValidatorOptions;
  readonly #make: typeof closureCheck;
  #checks = new WeakMap<ObjectClass, Check>();
  #ruleCount = 0;

  constructor(options: ValidatorOptions, make: typeof closureCheck) {
    this.#options = options;
    this.#make = make;
  }

  isValid(object: object): boolean {
    const { constructor } = object as { readonly constructor: unknown };
    if (typeof constructor !== 'function') return false;
    // Rules of foreign keys come when a data source is opened.
    if (this.#ruleCount !== countDeclaredRules()) this.#forget();
    const target = constructor as unknown as ObjectClass;
    return (this.#checks.get(target) ?? this.#compile(target))(object);
  }

  #forget(): void {
    this.#checks = new WeakMap();
    this.#ruleCount = countDeclaredRules();
  }

  #compile(target: ObjectClass): Check {
    const check = this.#checkOf(target);
    this.#checks.set(target, check);
    return check;
  }

  #checkOf(target: ObjectClass): Check {
    const plan = classPlanOf(target, this.#options);
    if (plan === undefined || (!plan.isKnown && this.#options.forbidUnknownValues !== false)) return never;
    return this.#make(plan, {
      options: this.#options,
      refuse: (outcome) => this.#refuse(target, outcome),
      isNestedValid: (value) => this.#isNestedValid(value),
    });
  }

  /** A rule that turns out to be asynchronous is class-validator's from now on. */
  #refuse(target: ObjectClass, outcome: unknown): false {
    if (!(outcome instanceof Promise)) return false;
    outcome.catch(() => undefined);
    this.#checks.set(target, never);
    return false;
  }

  #isNestedValid(value: unknown): boolean {
    if (value === undefined) return true;
    if (!isList(value)) return value instanceof Object && this.isValid(value);
    for (const element of elementsOf(value)) {
      if (!isSkipped(element, this.#options) && !this.#isNestedValid(element)) return false;
    }
    return true;
  }
}

/** Gives the broken rules of an object; at once where there are none. */
export type ValidateObject = (object: object) => ValidationError[] | Promise<ValidationError[]>;

const known = new Map<string, Checks>();

/**
 * The broken rules of an object, as `validate` of class-validator gives them; at once where there are none. Options that strip unknown
 * properties strip them.
 *
 * @example
 * const errors = await validateObject(plainToInstance(CreatePost, body), { whitelist: true });
 */
export function validateObject(object: object, options: ValidatorOptions = {}): ReturnType<ValidateObject> {
  return checksOf(options).isValid(object) ? [] : validate(object, options);
}

/** The same for objects that are all validated with the same options: quicker, as these are read once. */
export function objectValidator(options: ValidatorOptions = {}): ValidateObject {
  const given = { ...options };
  const checks = checksOf(given);
  return (object) => (checks.isValid(object) ? [] : validate(object, given));
}

/** The same by closures, as where code may not be made from strings. */
export function closureValidator(options: ValidatorOptions = {}): ValidateObject {
  const checks = new Checks(options, closureCheck);
  return (object) => (checks.isValid(object) ? [] : validate(object, options));
}

function checksOf(options: ValidatorOptions): Checks {
  const key = keyOf(options);
  const checks = known.get(key) ?? new Checks({ ...options }, isGenerating ? generatedCheck : closureCheck);
  known.set(key, checks);
  return checks;
}

/** What decides whether an object is valid; not how errors are shown. */
function keyOf(options: ValidatorOptions): string {
  const { groups, strictGroups, always, whitelist, forbidNonWhitelisted, forbidUnknownValues } = options;
  const { skipMissingProperties, skipNullProperties, skipUndefinedProperties } = options;
  const flags = [strictGroups, always, whitelist, forbidNonWhitelisted, forbidUnknownValues];
  return JSON.stringify([groups ?? [], ...flags, skipMissingProperties, skipNullProperties, skipUndefinedProperties]);
}
