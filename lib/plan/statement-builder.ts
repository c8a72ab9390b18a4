// What is numbered while one statement is built: its parameters and the aliases of its sources.
import type { ColumnType } from '../entity/column-type.js';
import type { ParameterFacts } from '../expression/expression-clause.js';
import type { ParameterNode } from '../node/expression-node.js';
import { parameterNode } from '../node/operand-nodes.js';
import type { PlanParameter } from './plan.js';

export class StatementBuilder {
  readonly parameters: PlanParameter[] = [];
  #aliases = 0;

  parameter(type: ColumnType, { isList = false, label }: ParameterFacts = {}): ParameterNode {
    const index = this.parameters.push({ type, isList, label }) - 1;
    return parameterNode(index, type, isList);
  }

  nextAlias(): string {
    return `t${this.#aliases++}`;
  }

  /** Forgets the parameters from `count` on, so that a clause can be resolved again elsewhere. */
  rewind(count: number): void {
    this.parameters.length = count;
  }
}
