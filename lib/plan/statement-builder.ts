// What is numbered and collected while one statement is built: its parameters, the aliases of its sources, its common table expressions.
import type { ColumnType } from '../entity/column-type.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import type { ParameterFacts, Subquery } from '../expression/expression-clause.js';
import type { CteNode, ParameterNode, SelectNode } from '../node/expression-node.js';
import { parameterNode } from '../node/operand-nodes.js';
import type { PlanParameter } from './plan.js';
import type { QueryState } from '../query/query-state.js';
import type { FromClause, RowBuilder } from './row-scope.js';

/** Builds the selects inside a statement. */
export interface Selects {
  /** Of a query that stands in an expression. */
  subselect(builder: StatementBuilder, subquery: Subquery, outer: FromClause): SelectNode;
  /** Of a query whose rows are a source: its outputs have the names of columns. */
  derived(builder: StatementBuilder, query: QueryState, outer: FromClause | undefined): SelectNode;
}

interface NamedCte {
  readonly node: CteNode;
  readonly key: string;
}

export class StatementBuilder implements RowBuilder {
  readonly parameters: PlanParameter[] = [];
  readonly #selects: Selects;
  readonly #ctes = new Map<string, NamedCte>();
  #aliases = 0;
  #depth = 0;

  constructor(selects: Selects) {
    this.#selects = selects;
  }

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

  subselect(subquery: Subquery, outer: FromClause): SelectNode {
    return this.outermost(() => this.#selects.subselect(this, subquery, outer));
  }

  derived(query: QueryState, outer: FromClause | undefined): SelectNode {
    return this.#selects.derived(this, query, outer);
  }

  /** Keeps a common table expression for the outermost select. @throws InvalidQueryError when another has its name. */
  addCte(key: string, node: CteNode): void {
    const known = this.#ctes.get(node.name);
    if (known && known.key !== key) {
      throw new InvalidQueryError({
        fact: `Two common table expressions of one query have the name ${JSON.stringify(node.name)}.`,
        remedy: 'Give each a name of its own.',
      });
    }
    // INVARIANT: the parameters of a second use are there and not read, so that values keep their places.
    if (!known) this.#ctes.set(node.name, { node, key });
  }

  /** Builds a select; the outermost one gets the common table expressions. */
  outermost(build: () => SelectNode): SelectNode {
    this.#depth++;
    try {
      const select = build();
      if (this.#depth > 1 || this.#ctes.size === 0) return select;
      const nodes = [...this.#ctes.values()].map(({ node }) => node);
      this.#ctes.clear();
      return Object.freeze({ ...select, with: Object.freeze(nodes) });
    } finally {
      this.#depth--;
    }
  }
}
