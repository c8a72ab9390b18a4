// Runs random queries: model after model, in batches, on all databases side by side; tells of each difference.
import { createTestDatabase, type Dialect, type TestDatabase } from '../support/create-test-database.js';
import { differencesOf } from './compare.js';
import { makeModel } from './make-model.js';
import { makeRows } from './make-rows.js';
import { makeQuery, type RandomQuery } from './query.js';
import { Random } from './random.js';
import { reportOf } from './report.js';
import { World } from './rows.js';
import { type Found, shrunk } from './shrink.js';
import { closeSides, openSides, refill, type Side } from './sides.js';

export interface RunOptions {
  readonly queries: number;
  readonly seed: number;
  readonly dialects: readonly Dialect[];
  /** The number of the first model; that of a report runs it again at once. */
  readonly firstModel?: number;
  /** After so many differences the rest is not run. */
  readonly mostDifferences?: number;
  readonly report?: (text: string) => void;
  /** Told how many queries have run. */
  readonly progress?: (queries: number) => void;
}

export interface Outcome {
  readonly queries: number;
  readonly differences: number;
}

const queriesPerModel = 400;
const batchSize = 50;
const modelsPerSeed = 1_000_000;

export async function runQueries(options: RunOptions): Promise<Outcome> {
  const databases = await createDatabases(options.dialects);
  try {
    return await new Runner(options, databases).run();
  } finally {
    await Promise.all(databases.map((database) => database.drop()));
  }
}

async function createDatabases(list: readonly Dialect[]): Promise<TestDatabase[]> {
  return await Promise.all(list.map((dialect) => createTestDatabase(dialect)));
}

class Runner {
  readonly #options: RunOptions;
  readonly #databases: readonly TestDatabase[];
  readonly #told = new Set<string>();
  #queries = 0;
  #differences = 0;

  constructor(options: RunOptions, databases: readonly TestDatabase[]) {
    this.#options = options;
    this.#databases = databases;
  }

  async run(): Promise<Outcome> {
    for (let model = this.#options.firstModel ?? 0; !this.#isDone; model++) await this.#runModel(model);
    return { queries: this.#queries, differences: this.#differences };
  }

  get #isDone(): boolean {
    const { queries, mostDifferences = 5 } = this.#options;
    return this.#queries >= queries || this.#differences >= mostDifferences;
  }

  async #runModel(number: number): Promise<void> {
    const random = new Random(this.#options.seed * modelsPerSeed + number);
    const model = makeModel(random);
    const world = new World(model, makeRows(random, model));
    const sides = await openSides(this.#databases, world);
    try {
      const end = Math.min(this.#options.queries, this.#queries + queriesPerModel);
      while (this.#queries < end && !this.#isDone) {
        const batch = Array.from({ length: batchSize }, () => makeQuery(random, model));
        await this.#runBatch({ world, sides, batch, number });
      }
    } finally {
      await closeSides(sides);
    }
  }

  async #runBatch({ world, sides, batch, number }: Batch): Promise<void> {
    const results = await Promise.all(batch.map(async (query) => ({ query, differences: await differencesOf(world, sides, query) })));
    for (const { query, differences } of results) {
      if (differences === undefined) continue;
      this.#queries++;
      if (differences.length > 0) await this.#tell({ world, query, differences }, sides, number);
    }
    this.#options.progress?.(this.#queries);
  }

  /** A failure in the words of an earlier one is told once. */
  #wasTold(found: Found): boolean {
    const failure = failureOf(found);
    if (failure === undefined) return false;
    const wasTold = this.#told.has(failure);
    this.#told.add(failure);
    return wasTold;
  }

  async #tell(found: Found, sides: readonly Side[], number: number): Promise<void> {
    if (this.#differences++ >= (this.#options.mostDifferences ?? 5) || this.#wasTold(found)) return;
    const origin = `--seed ${this.#options.seed} --model ${number}`;
    const scratch = await createDatabases(this.#options.dialects);
    try {
      const smallest = await shrunk(found, sides, scratch);
      this.#options.report?.(reportOf(smallest, origin));
    } finally {
      await refill(sides, found.world);
      await Promise.all(scratch.map((database) => database.drop()));
    }
  }
}

function failureOf({ differences }: Found): string | undefined {
  return differences.find(({ isFailure }) => isFailure)?.given[0]?.replace(/"[^"]*"|\([^)]*\)|\d+/g, '');
}

interface Batch {
  readonly world: World;
  readonly sides: readonly Side[];
  readonly batch: readonly RandomQuery[];
  readonly number: number;
}
