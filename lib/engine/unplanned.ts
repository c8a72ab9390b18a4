// Plans that are run once and not kept: definitions of tables, and EXPLAIN of another plan.
import { explainNode } from '../node/write-nodes.js';
import type { StatementNode } from '../node/statement-node.js';
import type { Plan } from '../plan/plan.js';

/** A plan for a statement without parameters or rows. */
export function definitionPlan(id: number, statement: StatementNode): Plan {
  return {
    id,
    batches: [],
    key: statement.kind,
    statement,
    parameters: [],
    mode: 'affected',
    outputs: [],
    hydrate: undefined,
    entity: undefined,
  };
}

/** A plan that asks how another one would run, with the same parameters. Its rows are lists of cells. */
export function explainPlan(id: number, plan: Plan, { analyze = false }: { readonly analyze?: boolean }): Plan {
  return {
    id,
    batches: [],
    key: `explain ${plan.key}`,
    statement: explainNode(plan.statement, { analyze }),
    parameters: plan.parameters,
    mode: 'rows',
    outputs: undefined,
    hydrate: (columns, count) => Array.from({ length: count }, (_, row) => columns.map((column) => column[row])),
    entity: plan.entity,
  };
}
