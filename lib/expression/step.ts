// A part of a filter whose structure is known: its key, and how its nodes are made; parts of the same key are the same.
import type { ExpressionNode } from '../node/expression-node.js';
import { andNode, notNode, orNode } from '../node/logic-nodes.js';
import type { ExpressionClause, Scope } from './expression-clause.js';

/** Values are kept elsewhere: a step asks its scope for parameters in the order in which they were read. */
export interface Step {
  readonly key: string;
  resolve(scope: Scope): ExpressionNode;
}

/** What an empty filter says: everything. */
export const everything: Step = { key: '', resolve: () => andNode([]) };

/** What an `or` of nothing says. */
const nothing: Step = { key: '0', resolve: () => orNode([]) };

class AllStep implements Step {
  readonly key: string;
  constructor(readonly steps: readonly Step[]) {
    this.key = `(${joined(steps, '&')})`;
  }

  resolve(scope: Scope): ExpressionNode {
    return andNode(this.steps.map((step) => step.resolve(scope)));
  }
}

class AnyStep implements Step {
  readonly key: string;
  constructor(readonly steps: readonly Step[]) {
    this.key = `(${joined(steps, '|')})`;
  }

  resolve(scope: Scope): ExpressionNode {
    return orNode(this.steps.map((step) => step.resolve(scope)));
  }
}

class NotStep implements Step {
  readonly key: string;
  constructor(readonly step: Step) {
    this.key = `!(${step.key})`;
  }

  resolve(scope: Scope): ExpressionNode {
    return notNode(this.step.resolve(scope));
  }
}

/** All must hold. */
export function allSteps(steps: readonly Step[]): Step {
  const kept = steps.filter((step) => step !== everything);
  if (kept.length > 1) return new AllStep(kept);
  return kept[0] ?? everything;
}

/** One must hold. */
export function anyStep(steps: readonly Step[]): Step {
  // INVARIANT: steps whose values were read stay, even beside one that is always true.
  if (steps.length > 1) return steps.every((step) => step === everything) ? everything : new AnyStep(steps);
  return steps[0] ?? nothing;
}

/** True where the step is false or NULL. */
export function notStep(step: Step): Step {
  return new NotStep(step);
}

/** A step with the values that were read beside it. */
export class StepClause implements ExpressionClause {
  constructor(
    readonly step: Step,
    readonly values: readonly unknown[],
  ) {}

  get key(): string {
    return this.step.key;
  }

  resolve(scope: Scope): ExpressionNode {
    return this.step.resolve(scope);
  }
}

// PERF: concatenation makes one rope; `join` copies, and is slower for the two or three parts that filters have.
function joined(steps: readonly Step[], sign: string): string {
  let key = '';
  for (let index = 0; index < steps.length; index++) key += (index > 0 ? sign : '') + (steps[index]?.key || '1');
  return key;
}
