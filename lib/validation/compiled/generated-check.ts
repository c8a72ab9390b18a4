// A check as generated code: one straight line of calls for each class and options.
import { type Check, type CheckParts, elementsOf, hasForbidden, isList } from './check-parts.js';
import type { ClassPlan, PropertyPlan, RulePlan } from './rule-plan.js';

/** Values that the code refers to by position. */
type Constants = unknown[];

export function generatedCheck({ properties, isAllowed }: ClassPlan, parts: CheckParts): Check {
  const constants: Constants = [];
  const lines = [
    ...(parts.options.whitelist ? ['if (hasForbidden(object, isAllowed, options)) return false;'] : []),
    ...properties.map((plan) => propertyCode(plan, constants, parts)),
  ];
  const declarations = constants.map((_, index) => `const c${index} = constants[${index}];`);
  const code = `'use strict';
${declarations.join('\n')}
return function check(object) {
  const targetName = object.constructor.name;
  const given = { targetName, property: '', object, value: undefined, constraints: undefined };
  let value;
  let outcome;
  ${lines.join('\n  ')}
  return true;
};`;
  const scope = { constants, hasForbidden, isAllowed, isList, elementsOf, ...parts };
  const make = new Function(...Object.keys(scope), code) as (...values: unknown[]) => Check;
  return make(...Object.values(scope));
}

function propertyCode(plan: PropertyPlan, constants: Constants, { options }: CheckParts): string {
  const { property, conditions, definedRules, rules, isNested } = plan;
  const conditionCode = conditions.map((condition) => `${named(constants, condition)}(object, value)`).join(' && ');
  const always = definedRules.map((rule) => ruleCode(rule, constants));
  const others = [...rules.map((rule) => ruleCode(rule, constants)), ...(isNested ? ['if (!isNestedValid(value)) return false;'] : [])];
  const unskipped = unskippedCode(options);
  const all = [...always, unskipped === '' ? others.join('\n') : `if (${unskipped}) {\n${others.join('\n')}\n}`].join('\n');
  const head = `given.value = value = object[${JSON.stringify(property)}];\ngiven.property = ${JSON.stringify(property)};`;
  return `${head}\n${conditionCode === '' ? all : `if (${conditionCode}) {\n${all}\n}`}`;
}

/** Where the rules are asked; nothing where they always are. */
function unskippedCode({ skipUndefinedProperties, skipNullProperties, skipMissingProperties }: CheckParts['options']): string {
  return [
    ...(skipUndefinedProperties === true || skipMissingProperties === true ? ['value !== undefined'] : []),
    ...(skipNullProperties === true || skipMissingProperties === true ? ['value !== null'] : []),
  ].join(' && ');
}

/** PERF: one object of arguments for all rules, changed between them; a new one for each takes 15 ns more. */
function ruleCode({ validator, constraints, isEach, shortcut, validateIf }: RulePlan, constants: Constants): string {
  const rule = named(constants, validator);
  const unless = (name: string): string => (shortcut ? `!${named(constants, shortcut)}(${name}) && ` : '');
  const ask = (name: string): string => `if (${unless(name)}(outcome = ${rule}.validate(${name}, given)) !== true) return refuse(outcome);`;
  const one = ask('value');
  const judged = isEach ? `if (isList(value)) { for (const element of elementsOf(value)) ${ask('element')} } else ${one}` : one;
  const code = `given.constraints = ${named(constants, constraints)}; ${judged}`;
  return validateIf ? `if (${named(constants, validateIf)}(object, value)) { ${code} }` : code;
}

function named(constants: Constants, value: unknown): string {
  return `c${constants.push(value) - 1}`;
}
