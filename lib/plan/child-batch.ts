// Loads the children of one relation for all parents at once: keys out in lists, children back, each to its parent.
import type { RelationMetadata } from '../entity/entity-metadata.js';
import { KeyedParents } from '../relation/keyed-parents.js';
import { propertyDefiner } from '../util/property-definer.js';
import type { Batch, Plan, RunPlan } from './plan.js';

/** Keys of one statement: beyond this, lists cost more than another round trip. */
const keysPerStatement = 10_000;

export interface ChildBatchParts {
  readonly plan: Plan;
  readonly relation: RelationMetadata;
  /** Outputs that hold the key of a child's parent. */
  readonly keyOutputs: readonly number[];
  /** Where the values of this batch are among those of the planned query. */
  readonly range: { readonly from: number; readonly to: number };
}

export class ChildBatch implements Batch {
  readonly plan: Plan;
  readonly #parts: ChildBatchParts;
  readonly #define: (parent: object, value: unknown) => void;

  constructor(parts: ChildBatchParts) {
    this.plan = parts.plan;
    this.#parts = parts;
    this.#define = propertyDefiner(parts.relation.property);
  }

  async load(parents: readonly object[], values: readonly unknown[], run: RunPlan): Promise<void> {
    const { relation, keyOutputs, range } = this.#parts;
    const keyed = new KeyedParents(relation, parents);
    const own = values.slice(range.from, range.to);
    await Promise.all(
      keyed.parts(keysPerStatement).map(async (part) => {
        const { rows, columns } = await run(this.plan, [...part.lists, ...own]);
        const keyColumns = keyOutputs.map((output) => columns[output] ?? []);
        keyed.take(part, rows as object[], keyColumns);
      }),
    );
    keyed.stitch(this.#define);
  }
}
