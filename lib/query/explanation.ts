// What `explain` gives: the way in which the database would run a query, as a tree.

/** One step of the database's way to the rows. */
export interface ExplainNode {
  /** The step in the words of the database: `Index Scan`, `SEARCH`, `Table scan`. */
  readonly operation: string;
  /** The stored name of the table that the step reads. */
  readonly table?: string;
  /** The name that the statement gives the table, where it is another one. */
  readonly alias?: string;
  /** The index that is used. */
  readonly index?: string;
  /** What rows are found or kept by, in the words of the database; it may hold values of the query. */
  readonly condition?: string;
  /** Rows that the database expects, each time the step runs. */
  readonly estimatedRows?: number;
  /** The expected cost up to here, in the database's own unit. */
  readonly cost?: number;
  /** Rows that the step gave, each time it ran. Only with `analyze`, as all that follows. */
  readonly actualRows?: number;
  /** How often the step ran. */
  readonly actualLoops?: number;
  /** Time in all loops; with its children on PostgreSQL and MySQL, without on MariaDB. */
  readonly actualMilliseconds?: number;
  /** The steps that it takes its rows from. */
  readonly children: readonly ExplainNode[];
  /** All that the database says of the step, as plain data. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * The way in which the database would run a query; printed, it is an indented tree.
 *
 * @example
 * const explanation = await posts.filter({ authorId: 1 }).explain();
 * console.log(String(explanation));
 * // Index Scan on posts (t0) using posts_author_id_idx
 * //   rows 12, cost 8.3
 * //   (author_id = '1'::bigint)
 */
export interface Explanation {
  readonly root: ExplainNode;
  /** The tree, indented, in lines of at most 76 characters. */
  readonly text: string;
  /** The same as `text`. */
  toString(): string;
}
