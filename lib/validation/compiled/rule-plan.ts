// Reads what class-validator knows of a class, once: which rules stand on which property, under which conditions.
import { getMetadataStorage, ValidationTypes, type ValidatorOptions } from 'class-validator';
import { isOwnRule } from '../../entity/declare-rules.js';
import { type NamedRule, type Shortcut, shortcutOf } from './shortcuts.js';

/** A class of objects that are validated. */
export type ObjectClass = abstract new (...args: never[]) => object;

type Condition = (object: object, value: unknown) => unknown;

/** One rule, as class-validator calls it. */
export interface RulePlan {
  readonly validator: NamedRule['validator'];
  readonly constraints: readonly unknown[] | undefined;
  /** Arrays, sets and maps are judged by their elements. */
  readonly isEach: boolean;
  /** Says of some values that they keep the rule, at a fraction of its price. */
  readonly shortcut: Shortcut | undefined;
  /** The rule holds where this says so. */
  readonly validateIf: Condition | undefined;
}

export interface PropertyPlan {
  readonly property: string;
  /** All must hold, or no rule of the property is asked. */
  readonly conditions: readonly Condition[];
  /** Asked even where the options skip missing values. */
  readonly definedRules: readonly RulePlan[];
  readonly rules: readonly RulePlan[];
  /** The value is an object with rules of its own, or a list of such. */
  readonly isNested: boolean;
}

export interface ClassPlan {
  readonly properties: readonly PropertyPlan[];
  /** Whether class-validator knows any rule. */
  readonly isKnown: boolean;
  /** Whether an object may have the property, in the words of class-validator. */
  readonly isAllowed: (property: string) => boolean;
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** Undefined where only class-validator itself can tell: rules that are asynchronous, of a container, or wait for a promise. */
export function classPlanOf(target: ObjectClass, options: ValidatorOptions): ClassPlan | undefined {
  const storage = getMetadataStorage();
  const { always = false, strictGroups = false, groups } = options;
  const found = storage.getTargetValidationMetadatas(target, undefined as never, always, strictGroups, groups as string[]);
  if (!found.every(isPlain)) return undefined;
  const grouped: Record<string, { readonly length: number } | undefined> = storage.groupByPropertyName(found);
  return {
    properties: Object.entries(grouped).map(([property, rules]) => propertyPlan(property, rules as unknown as readonly Metadata[])),
    isKnown: found.length > 0,
    // Names of Object.prototype are found there, as class-validator finds them.
    isAllowed: (property) => grouped[property] !== undefined && grouped[property].length !== 0,
  };
}

function propertyPlan(property: string, found: readonly Metadata[]): PropertyPlan {
  const ofType = (type: string): Metadata[] => found.filter((rule) => rule.type === type);
  return {
    property,
    conditions: ofType(ValidationTypes.CONDITIONAL_VALIDATION).map(({ constraints }) => constraints[0] as Condition),
    definedRules: ofType(ValidationTypes.IS_DEFINED).map(rulePlan),
    rules: ofType(ValidationTypes.CUSTOM_VALIDATION).map(rulePlan),
    isNested: ofType(ValidationTypes.NESTED_VALIDATION).length > 0,
  };
}

function rulePlan(rule: Metadata): RulePlan {
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  const { each, validateIf } = rule;
  const named = {
    name: constraint?.name,
    constraints: rule.constraints as readonly unknown[] | undefined,
    validator: constraint?.instance as RulePlan['validator'],
  };
  return {
    ...named,
    shortcut: shortcutOf(named),
    isEach: each,
    validateIf: validateIf as Condition | undefined,
  };
}

function isPlain(rule: Metadata): boolean {
  if (rule.type === ValidationTypes.PROMISE_VALIDATION) return false;
  if (rule.type !== ValidationTypes.CUSTOM_VALIDATION && rule.type !== ValidationTypes.IS_DEFINED) return true;
  const constraints = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  return constraints.length === 1 && constraints[0]?.async !== true && (isOwnRule(rule) || isMadeByDecorator(rule));
}

/** Classes of a user's own may come from a container, another for each call; those that `registerDecorator` makes are its own. */
function isMadeByDecorator({ constraintCls }: Metadata): boolean {
  return typeof constraintCls === 'function' && constraintCls.name === 'CustomConstraint';
}
