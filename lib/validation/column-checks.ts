// The rules of an entity's columns as one list of functions: what class-validator would say, at a fraction of its price.
import type { ValidationError } from 'class-validator';
import { rulesOf } from '../entity/declare-rules.js';
import type { ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import type { ValueRule } from '../entity/value-rules.js';

/** The checks of one column. */
export interface ColumnCheck {
  readonly property: string;
  readonly isNullable: boolean;
  readonly isOptional: boolean;
  readonly rules: readonly ValueRule[];
}

/** The checks of all columns that callers may give; who gives others is refused where rows are made. */
export function columnChecksOf({ columns }: EntityMetadata): readonly ColumnCheck[] {
  return columns.filter(isGivenByCaller).map((column) => {
    const { property, isNullable, isOptional } = column;
    return { property, isNullable, isOptional, rules: rulesOf(column) };
  });
}

/** Whether neither Oxyde nor the database writes the column. */
export function isGivenByCaller({ generation, generatedAs }: ColumnMetadata): boolean {
  return generation === 'none' && generatedAs === undefined;
}

/** What is wrong with a value; undefined when nothing is. */
export function brokenRules({ property, isNullable, isOptional, rules }: ColumnCheck, value: unknown): ValidationError | undefined {
  if (value === undefined && isOptional) return undefined;
  if (value === null && isNullable) return undefined;
  for (const rule of rules) if (!rule.test(value)) return errorOf(property, rules, value);
  return undefined;
}

function errorOf(property: string, rules: readonly ValueRule[], value: unknown): ValidationError {
  const broken = rules.filter((rule) => !rule.test(value)).map((rule) => [rule.name, messageOf(rule, property)] as const);
  return { property, children: [], constraints: Object.fromEntries(broken) };
}

/** Fills in the message as class-validator does. */
function messageOf({ message, constraints }: ValueRule, property: string): string {
  return message.replace(/\$(property|constraint(\d))/g, (_found, name: string, position?: string) =>
    name === 'property' ? property : shown(constraints[Number(position) - 1]),
  );
}

function shown(constraint: unknown): string {
  return Array.isArray(constraint) ? constraint.join(', ') : String(constraint);
}
