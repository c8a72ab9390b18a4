// A check made of closures, where code may not be made from strings.
import { type Check, type CheckParts, elementsOf, hasForbidden, isList, isSkipped } from './check-parts.js';
import type { ClassPlan, PropertyPlan, RulePlan } from './rule-plan.js';

export function closureCheck({ properties, isAllowed }: ClassPlan, parts: CheckParts): Check {
  const { options } = parts;
  return (object) => {
    if (options.whitelist && hasForbidden(object, isAllowed, options)) return false;
    return properties.every((plan) => isPropertyValid(plan, object, parts));
  };
}

function isPropertyValid(
  { property, conditions, definedRules, rules, isNested }: PropertyPlan,
  object: object,
  parts: CheckParts,
): boolean {
  const value = (object as Record<string, unknown>)[property];
  if (!conditions.every((holds) => holds(object, value))) return true;
  const isKept = (rule: RulePlan): boolean => isRuleKept(rule, { object, property, value }, parts);
  if (!definedRules.every(isKept)) return false;
  if (isSkipped(value, parts.options)) return true;
  return rules.every(isKept) && (!isNested || parts.isNestedValid(value));
}

interface Place {
  readonly object: object;
  readonly property: string;
  readonly value: unknown;
}

function isRuleKept({ validator, constraints, isEach, shortcut, validateIf }: RulePlan, place: Place, { refuse }: CheckParts): boolean {
  const { object, value } = place;
  if (validateIf && !validateIf(object, value)) return true;
  const given = { targetName: object.constructor.name, constraints, ...place };
  const isKept = (judged: unknown): boolean => {
    if (shortcut?.(judged)) return true;
    const outcome = validator.validate(judged, given);
    return outcome === true || refuse(outcome);
  };
  if (!isEach || !isList(value)) return isKept(value);
  for (const element of elementsOf(value)) if (!isKept(element)) return false;
  return true;
}
