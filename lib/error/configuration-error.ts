// The error of entities and data sources that cannot work, found at boot.
import { OxydeError } from './oxyde-error.js';

/** One thing that is wrong. */
export interface ConfigurationProblem {
  /** The entity's class name. */
  readonly entity?: string | undefined;
  readonly property?: string | undefined;
  readonly fact: string;
  readonly remedy: string;
}

/** Entities or options that contradict themselves; it names all problems at once. */
export class ConfigurationError extends OxydeError {
  static override readonly code = 'OXY-C001';
  readonly problems: readonly ConfigurationProblem[];
  /** The entity of the first problem. */
  readonly entity: string | undefined;
  /** The property of the first problem. */
  readonly property: string | undefined;

  constructor(problems: ConfigurationProblem | readonly [ConfigurationProblem, ...ConfigurationProblem[]]) {
    const all = isList(problems) ? problems : ([problems] as const);
    const [first] = all;
    super(all.length === 1 ? { fact: labelled(first), remedy: first.remedy } : listed(all));
    this.problems = all;
    this.entity = first.entity;
    this.property = first.property;
  }
}

function isList<T extends readonly unknown[]>(value: unknown): value is T {
  return Array.isArray(value);
}

function labelled({ entity, property, fact }: ConfigurationProblem): string {
  if (entity === undefined) return fact;
  return `${property === undefined ? entity : `${entity}.${property}`}: ${fact}`;
}

function listed(problems: readonly ConfigurationProblem[]): { fact: string; remedy: string } {
  const lines = problems.map((problem) => `\n  - ${labelled(problem)} ${problem.remedy}`);
  return { fact: `${problems.length} problems were found.${lines.join('')}`, remedy: '\n' };
}
